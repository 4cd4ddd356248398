using MaskML.Bench;
using MaskML.Bench.Measuring;
using MaskML.Bench.Photos;
using MaskML.Bench.Results;
using MaskML.Cli.Configuration;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class BenchRunTests : IDisposable
{
    private readonly TinyModel model = new();
    private readonly StringWriter output = new();

    public void Dispose() => model.Dispose();

    [Fact]
    public void Benchmarks_have_unique_names() =>
        Assert.Equal(BenchRun.All.Count, BenchRun.All.Select(bench => bench.Name).Distinct().Count());

    [Fact]
    public async Task Unknown_name_is_a_usage_error_that_lists_the_known_ones() => Assert.Contains(
        "features, parts, retrain", (await Assert.ThrowsAsync<UsageException>(() => BenchRun.RunAsync(
            Setup(), "nonsense", default))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Single_benchmark_is_printed_with_ratios_against_its_baseline()
    {
        await BenchRun.RunAsync(Setup(), "faces", default);
        Assert.Matches(@"(?m)^batches of 32 +[\d.]+ \([\d.]+x\) +[\d.]+  one by one$", output.ToString());
    }

    [Fact]
    public async Task Face_in_a_batch_allocates_less_than_ten_kilobytes()
    {
        var sheet = new BenchSheet("faces", "");
        await new FacesBench().RunAsync(Setup(), sheet, default);
        Assert.All(sheet.Rows.Where(row => row.Measure == "allocated a face"), row => Assert.InRange(row.Value, 0.01, 10));
    }

    [Fact]
    public async Task Missing_file_is_reported_and_does_not_stop_the_combined_run()
    {
        File.Delete(model.Path);
        await BenchRun.RunAsync(Setup(), "faces", default);
        Assert.Contains("all: not measured: ", output.ToString(), StringComparison.Ordinal);
        await Assert.ThrowsAsync<InputException>(() => BenchRun.MeasureAsync(new FacesBench(), Setup(), default));
    }

    private BenchSetup Setup() => new(
        _ => new LoadedConfig(new MaskMLConfig { Model = model.Path }, null, []),
        new Cli.Terminal.CommandConsole(output, TextWriter.Null, new Dictionary<string, string>()),
        Quick: true);
}
