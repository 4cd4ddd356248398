using MaskML.Bench.Measuring;
using MaskML.Bench.Results;
using MaskML.Bench.Training;
using MaskML.Cli.Configuration;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class FeaturesBenchTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Backbones_of_the_same_name_are_told_apart()
    {
        string[] files = [folder.File("a/tiny.onnx"), folder.File("b/tiny.onnx")];
        Array.ForEach(files, file => File.Copy(TinyModel.BackbonePath, file));
        var sheet = new BenchSheet("features", "");
        var setup = new BenchSetup(
            _ => new LoadedConfig(new MaskMLConfig(), null, []),
            new Cli.Terminal.CommandConsole(TextWriter.Null, TextWriter.Null, new Dictionary<string, string>()),
            Quick: true);
        await new FeaturesBench(files).RunAsync(setup, sheet, default);
        Assert.All(files, file => Assert.Equal(
            4, sheet.Rows.Count(row => row.Measure == "faces/s" && row.Subject.StartsWith(file, StringComparison.Ordinal))));
    }
}
