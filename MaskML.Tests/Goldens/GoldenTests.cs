using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Goldens;

/// <summary>
/// Compares what the programs write with the recorded output in <c>Goldens/files</c>. Times, identifiers and folders of the machine are
/// masked. When an output changes on purpose, record it again and commit the difference:
/// <code>MASKML_UPDATE=1 dotnet run --project MaskML.Tests -c Release -- -class '*GoldenTests'</code>
/// The schema of the configuration is compared by <see cref="Configuration.ConfigFilesTests"/>.
/// </summary>
public sealed class GoldenTests(SampleRun sample) : IDisposable
{
    private readonly TempFolder folder = new();

    private static string Root => RepositoryFolder.Root;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Prediction_lines_of_the_sample_are_unchanged()
    {
        CommandLine line = await PredictAsync(SampleRun.Data, "--detector", "none");
        Golden.Verify("sample.jsonl", line.Output, Root, "milliseconds");
    }

    [Fact]
    public async Task Prediction_line_of_a_scene_is_unchanged()
    {
        CommandLine drawn = await CommandLine.TrainAsync("synth", folder.Path, "--count", "0", "--scenes", "1", "--seed", "1");
        Assert.True(drawn.ExitCode == ExitCodes.Done, drawn.Error);
        string photo = Directory.GetFiles(folder.Path, "*.jpg", SearchOption.AllDirectories).Single();
        CommandLine line = await PredictAsync(photo);
        Golden.Verify("scene.jsonl", line.Output, folder.Path, "milliseconds");
    }

    [Fact]
    public async Task Lines_of_a_video_with_tracks_and_gate_are_unchanged()
    {
        CommandLine line = await PredictAsync(Clip.Scene(folder.File("clip.mp4"), 40, 25), "--gate");
        Golden.Verify("clip.jsonl", line.Output, folder.Path, "milliseconds");
    }

    [Fact]
    public async Task Predictions_of_a_training_are_unchanged() =>
        Golden.Verify("predictions.csv", await ReadAsync("predictions.csv"), Root);

    [Fact]
    public async Task Metrics_of_a_training_are_unchanged() => Golden.Verify(
        "metrics.json", await ReadAsync("metrics.json"), Root, "run", "created", "model.sha256", "model.bytes", "timings");

    [Fact]
    public async Task OpenApi_document_is_unchanged()
    {
        await using ServeFixture serve = await ServeFixture.StartAsync(new() { ApiKey = "0123456789abcdef" });
        Golden.Verify("openapi.json", await serve.Client.GetStringAsync("/openapi/v1.json"), Root, "servers", "info.version");
    }

    private async Task<string> ReadAsync(string file) => await File.ReadAllTextAsync(Path.Combine(await sample.Folder, file));

    private static async Task<CommandLine> PredictAsync(params string[] args)
    {
        CommandLine line = await CommandLine.RunAsync([.. args, "--config", Path.Combine(Root, "mlconfig.json"), "--json", "-"]);
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        return line;
    }
}
