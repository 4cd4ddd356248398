using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Review;

/// <summary>Tests of <c>maskml review DIR</c> in another process.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class ReviewProcessTests : IDisposable
{
    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Folder_of_crops_is_labelled_in_the_browser_and_its_answers_are_there_the_next_time()
    {
        TrainProcess.SkipWithoutInterrupts();
        foreach ((int i, byte[] photo) in ReviewFixture.Photos(3).Index())
        {
            await File.WriteAllBytesAsync(folder.File($"crops/{i}.png"), photo);
        }

        string id;
        using (Process process = Start())
        using (HttpClient client = await ClientAsync(process))
        {
            JsonElement[] crops = await CropsAsync(client, 3);
            Assert.Equal(["0.png", "1.png", "2.png"], crops.Select(crop => crop.GetProperty("name").GetString()).Order());
            Assert.Contains("<html", await client.GetStringAsync("/review"), StringComparison.Ordinal);
            id = ReviewFixture.Id(crops[0]);
            using HttpResponseMessage answer = await client.PostAsJsonAsync(
                "/v1/review/labels", new { by = "ann", answers = new[] { new { id, answer = TinyModel.Dark, version = 0 } } });
            answer.EnsureSuccessStatusCode();
            await EndAsync(process, "TERM", ExitCodes.Done);
        }

        Assert.Equal([$"{TinyModel.Dark}/{id}"], ReviewFixture.Labelled(folder.File("crops-reviewed")));
        using (Process process = Start())
        using (HttpClient client = await ClientAsync(process))
        {
            JsonElement crop = Assert.Single(await CropsAsync(client, 3), crop => ReviewFixture.Id(crop) == id);
            Assert.Equal((TinyModel.Dark, "ann"), (crop.GetProperty("answer").GetString(), crop.GetProperty("by").GetString()));
            await EndAsync(process, "INT", ExitCodes.Cancelled);
        }
    }

    private static async Task<HttpClient> ClientAsync(Process process)
    {
        string? line = await process.StandardOutput.ReadLineAsync();
        Assert.True(line is not null, line is null ? await process.StandardError.ReadToEndAsync() : "");
        return new HttpClient { BaseAddress = new Uri(line!.Split(' ')[0]) };
    }

    private static async Task<JsonElement[]> CropsAsync(HttpClient client, int count)
    {
        JsonElement[] crops = [];
        await Eventually.TrueAsync(
            () => (crops = [.. client.GetFromJsonAsync<JsonElement>("/v1/review/crops?state=all").Result.GetProperty("crops")
                .EnumerateArray()]).Length >= count,
            () => $"{crops.Length} crops");
        Assert.Equal(count, crops.Length);
        return crops;
    }

    private static async Task EndAsync(Process process, string signal, int code)
    {
        TrainProcess.Signal(process, signal);
        await process.WaitForExitAsync();
        Assert.Equal(code, process.ExitCode);
    }

    private Process Start()
    {
        string[] args = [Path.Combine(AppContext.BaseDirectory, "maskml.dll"), "review", folder.File("crops"), "--model", folder.Model];
        var start = new ProcessStartInfo("dotnet", args)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        return Process.Start(start)!;
    }
}
