using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Samples;

/// <summary>The README's samples compile, stand there as they are compiled, and do what they say.</summary>
public sealed class SampleTests : IDisposable
{
    private static readonly string[] Quiet = ["--Logging:Console:LogLevel:Default", "None"];

    private readonly TinyModel model = new();

    public void Dispose() => model.Dispose();

    [Theory]
    [InlineData("ApiSample.cs")]
    [InlineData("WorkerSample.cs")]
    public void The_readme_shows_what_is_compiled(string file)
    {
        string readme = File.ReadAllText(Path.Combine(RepositoryFolder.Root, "README.md"));
        string text = string.Join("\n\n", Parts(File.ReadAllText(Path.Combine(Folder(), file))));
        Assert.Contains("```csharp\n" + text + "\n```", readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_answers_photos_and_says_which_model_is_live()
    {
        await using WebApplication app = ApiSample.Build(["--urls", "http://127.0.0.1:0", .. Quiet, "--MaskML:Model", model.Path, "--MaskML:Detector", "none"]);
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using Mat crop = TinyModel.Noise(200, 1);
        using HttpResponseMessage response = await client.PostAsync("/faces", new ByteArrayContent(crop.ImEncode(".png")));
        JsonElement face = (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Single();
        Assert.Equal(TinyModel.Bright, face.GetProperty("label").GetString());

        using HttpResponseMessage bad = await client.PostAsync("/faces", new ByteArrayContent([1, 2, 3]));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        JsonElement live = await client.GetFromJsonAsync<JsonElement>("/model");
        Assert.Equal(PoolFixture.Sha256(await File.ReadAllBytesAsync(model.Path)), live.GetProperty("sha256").GetString());
        Assert.Equal("Healthy", await client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task A_host_does_not_start_without_its_model()
    {
        await using WebApplication app = ApiSample.Build(["--urls", "http://127.0.0.1:0", .. Quiet, "--MaskML:Model", model.Path + "x", "--MaskML:Detector", "none"]);
        Assert.Contains("no such file", (await Assert.ThrowsAsync<InputException>(() => app.StartAsync())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_worker_says_who_wears_a_mask()
    {
        using var folder = new TempFolder();
        using Mat crop = TinyModel.Noise(200, 1);
        crop.SaveImage(folder.File("a.png"));
        using var log = new ListLog();
        using IHost host = WorkerSample.Build([.. Quiet, "--Model", model.Path, "--contentRoot", folder.Path]);
        host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        await host.StartAsync();
        await Eventually.TrueAsync(() => log.Lines.Any(line => line.Contains($"a.png: {TinyModel.Bright}, says ", StringComparison.Ordinal)), () => string.Join('\n', log.Lines));
        await host.StopAsync();
    }

    private static string Folder() => Path.Combine(RepositoryFolder.Root, "MaskML.Tests", "Samples");

    // What stands between the marks, without its indentation.
    private static IEnumerable<string> Parts(string source)
    {
        foreach (string part in source.Split("// <sample>\n").Skip(1))
        {
            string[] lines = part[..part.IndexOf("// </sample>", StringComparison.Ordinal)].TrimEnd().Split('\n');
            int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
            yield return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : ""));
        }
    }
}
