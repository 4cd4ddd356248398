using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Predict.Errors;
using MaskML.Tests.Bench;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Samples;

/// <summary>The C# of the pages is the C# that is compiled here, and it does what the pages say.</summary>
public sealed partial class SampleTests : IDisposable
{
    private static readonly string[] Quiet = ["--Logging:Console:LogLevel:Default", "None"];

    private readonly TempFolder folder = new();
    private readonly TinyModel model = new();

    private string[] WebArguments =>
        ["--urls", "http://127.0.0.1:0", .. Quiet, "--MaskML:Model", model.Path, "--MaskML:Predict:Detector", "none"];

    public void Dispose()
    {
        model.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Pages_show_the_samples_that_are_compiled()
    {
        string[] compiled = [.. Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "MaskML.Tests", "Samples"), "*Sample.cs")
            .Select(file => string.Join("\n\n", Parts(File.ReadAllText(file)))).Order(StringComparer.Ordinal)];
        string[] shown = [.. QuotedFigures.Pages.SelectMany(page => Block().Matches(File.ReadAllText(page)))
            .Select(block => block.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(compiled, shown);
    }

    [Fact]
    public async Task Api_answers_photos_and_names_the_live_model()
    {
        await using ProgramHost program = await ProgramHost.StartAsync(ApiSample.Run, WebArguments);
        using var client = new HttpClient { BaseAddress = new Uri(program.Address) };
        using Mat crop = TinyModel.Noise(200, 1);
        using HttpResponseMessage response = await client.PostAsync("/faces", new ByteArrayContent(crop.ImEncode(".png")));
        JsonElement face = (await response.Content.ReadFromJsonAsync<JsonElement>()).EnumerateArray().Single();
        Assert.Equal(TinyModel.Bright, face.GetProperty("label").GetString());

        using HttpResponseMessage bad = await client.PostAsync("/faces", new ByteArrayContent([1, 2, 3]));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        string told = await client.GetStringAsync("/model");
        Assert.DoesNotContain(Path.GetDirectoryName(model.Path)!, told, StringComparison.Ordinal);
        JsonElement live = JsonDocument.Parse(told).RootElement;
        Assert.False(live.TryGetProperty("manifest", out _), "The manifest's configuration names folders.");
        Assert.Equal(PoolFixture.Sha256(await File.ReadAllBytesAsync(model.Path)), live.GetProperty("sha256").GetString());
        Assert.Equal("Healthy", await client.GetStringAsync("/healthz"));
    }

    [Fact]
    public async Task Host_does_not_start_without_its_model()
    {
        string[] args = [.. WebArguments, "--MaskML:Model", model.Path + "x"];
        InputException e = await Assert.ThrowsAsync<InputException>(() => ProgramHost.StartAsync(ApiSample.Run, args));
        Assert.Contains("no such file", e.Message, StringComparison.Ordinal);
        Assert.Equal(e.Message, e.ToString());
    }

    [Fact]
    public async Task Readme_service_answers_with_labels()
    {
        await using ProgramHost program = await ProgramHost.StartAsync(ReadmeSample.Run, ["--urls", "http://127.0.0.1:0", .. Quiet]);
        using var client = new HttpClient { BaseAddress = new Uri(program.Address) };
        using Mat photo = TinyModel.Noise(200, 1, 128);
        using HttpResponseMessage response = await client.PostAsync("/faces", new ByteArrayContent(photo.ImEncode(".png")));
        Assert.Equal(JsonValueKind.Array, (await response.Content.ReadFromJsonAsync<JsonElement>()).ValueKind);
    }

    [Fact]
    public async Task Worker_logs_the_label_of_each_crop()
    {
        using Mat crop = TinyModel.Noise(200, 1);
        crop.SaveImage(folder.File("a.png"));
        using var log = new ListLog();
        await using ProgramHost program = await ProgramHost.StartAsync(
            WorkerSample.Run,
            [.. Quiet, "--Model", model.Path, "--contentRoot", folder.Path],
            host => host.Services.GetRequiredService<ILoggerFactory>().AddProvider(log));
        await Eventually.TrueAsync(
            () => log.Lines.Any(line => line.Contains($"a.png: {TinyModel.Bright} by model ", StringComparison.Ordinal)),
            () => string.Join('\n', log.Lines));
    }

    [Fact]
    public void Console_programs_run_on_the_model_that_the_pipeline_saves()
    {
        string faces = Path.Combine(RepositoryFolder.Root, "data", "sample");
        string zip = folder.File("pipeline.zip");
        PipelineSample.Run([faces, zip]);
        StockSample.Run([zip, Noise(96)]);
        CropSample.Run([model.Path, Noise(320)]);
    }

    private string Noise(int size)
    {
        string file = folder.File($"{size}.png");
        using Mat pixels = TinyModel.Noise(200, 1, size);
        pixels.SaveImage(file);
        return file;
    }

    // The source between the marks, without its indentation.
    private static IEnumerable<string> Parts(string source)
    {
        foreach (string part in source.Split("// <sample>\n").Skip(1))
        {
            string[] lines = part[..part.IndexOf("// </sample>", StringComparison.Ordinal)].TrimEnd().Split('\n');
            int indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
            yield return string.Join('\n', lines.Select(line => line.Length > indent ? line[indent..] : ""));
        }
    }

    [GeneratedRegex("```csharp\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
