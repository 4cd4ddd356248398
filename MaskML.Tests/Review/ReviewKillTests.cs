using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Review;

/// <summary>Kills the service while it collects crops and people label them.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class ReviewKillTests : IDisposable
{
    private readonly ModelFolder folder = new();
    private readonly Random random = new(1);

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task Killed_service_keeps_every_label_and_has_no_crop_twice() => KillAsync(2);

    [Fact(Explicit = true)]
    [Trait("Kind", "soak")]
    public Task Service_killed_20_times_keeps_every_label_and_has_no_crop_twice() => KillAsync(20);

    private async Task KillAsync(int kills)
    {
        byte[][] photos = [.. ReviewFixture.Photos(40 * (kills + 1))];
        await File.WriteAllTextAsync(folder.File("mlconfig.json"), JsonSerializer.Serialize(new
        {
            model = folder.Model,
            predict = new { detector = "none" },
            serve = new { url = "http://127.0.0.1:0" },
            review = new { enabled = true, folder = "review", share = 1 },
        }));
        var stored = new ConcurrentDictionary<string, string>();
        int sent = 0;
        for (int i = 0; i < kills; i++)
        {
            using Process process = Start();
            using HttpClient client = await ClientAsync(process);
            int before = stored.Count;
            using var over = new CancellationTokenSource();
            Task posting = UntilGoneAsync(over, () => PostAsync(client, photos[sent++ % photos.Length]));
            Task labelling = UntilGoneAsync(over, () => LabelAsync(client, stored));
            await Eventually.TrueAsync(() => stored.Count > before, () => $"{stored.Count} labels, {sent} photos");
            await Task.Delay(random.Next(400));
            process.Kill();
            await process.WaitForExitAsync();
            await over.CancelAsync();
            await Task.WhenAll(posting, labelling);
        }

        using Process last = Start();
        using HttpClient reader = await ClientAsync(last);
        foreach (byte[] photo in photos.Take(sent))
        {
            await PostAsync(reader, photo);
        }

        JsonElement[] crops = await CropsAsync(reader, "all");
        Assert.Equal(crops.Length, crops.Select(ReviewFixture.Id).Distinct().Count());
        Assert.True(crops.Length <= sent, $"{crops.Length} crops of {sent} photos");
        Assert.Equal(crops.Length, crops.Select(crop => ReviewFixture.Id(crop).Split('-')[1]).Distinct().Count());
        Assert.All(stored, label => Assert.Equal(
            label.Value, crops.Single(crop => ReviewFixture.Id(crop) == label.Key).GetProperty("answer").GetString()));
        string[] labelled = [.. crops.Where(crop => crop.GetProperty("answer").ValueKind == JsonValueKind.String)
            .Select(crop => $"{crop.GetProperty("answer").GetString()}/{ReviewFixture.Id(crop)}").Order(StringComparer.Ordinal)];
        Assert.Equal(labelled, ReviewFixture.Labelled(folder.File("review")));
        foreach (JsonElement crop in crops)
        {
            Assert.NotEmpty(await reader.GetByteArrayAsync($"/v1/review/crops/{ReviewFixture.Id(crop)}/crop.png"));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills: {sent} photos, {crops.Length} crops, {stored.Count} confirmed labels of {labelled.Length}");
        TrainProcess.Signal(last, "TERM");
        await last.WaitForExitAsync();
    }

    private static async Task UntilGoneAsync(CancellationTokenSource over, Func<Task> work)
    {
        try
        {
            while (!over.IsCancellationRequested)
            {
                await work();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException)
        {
            // The service was killed.
        }
    }

    private static async Task PostAsync(HttpClient client, byte[] photo)
    {
        using ByteArrayContent body = ServeFixture.Body(photo);
        using HttpResponseMessage response = await client.PostAsync("/v1/predict", body);
        response.EnsureSuccessStatusCode();
    }

    private async Task LabelAsync(HttpClient client, ConcurrentDictionary<string, string> stored)
    {
        JsonElement[] open = await CropsAsync(client, "open");
        if (open.Length == 0)
        {
            await Task.Delay(1);
            return;
        }

        string id = ReviewFixture.Id(open[random.Next(open.Length)]);
        string label = random.Next(2) == 0 ? TinyModel.Bright : TinyModel.Dark;
        using HttpResponseMessage response = await client.PostAsJsonAsync(
            "/v1/review/labels", new { by = "ann", answers = new[] { new { id, answer = label, version = 0 } } });
        response.EnsureSuccessStatusCode();
        stored[id] = label;
    }

    private static async Task<JsonElement[]> CropsAsync(HttpClient client, string state)
    {
        var crops = new List<JsonElement>();
        string after = "";
        do
        {
            JsonElement page = await client.GetFromJsonAsync<JsonElement>($"/v1/review/crops?state={state}&limit=500{after}");
            crops.AddRange(page.GetProperty("crops").EnumerateArray());
            after = page.GetProperty("next").GetString() is { } next ? "&after=" + next : "";
        }
        while (after.Length > 0);
        return [.. crops];
    }

    private static async Task<HttpClient> ClientAsync(Process process)
    {
        string? line = await process.StandardOutput.ReadLineAsync();
        return new HttpClient { BaseAddress = new Uri(line!.Split(' ')[0]) };
    }

    private Process Start()
    {
        string program = Path.Combine(AppContext.BaseDirectory, "maskml.dll");
        var start = new ProcessStartInfo("dotnet", [program, "serve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(folder.File("temporary")).FullName;
        start.Environment["Logging__LogLevel__Default"] = "None";
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }
}
