using System.Text.Json.Nodes;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Comparison;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Metrics;

/// <summary>These tests replace the table of metrics, so no other test may run at the same time.</summary>
[CollectionDefinition(nameof(MetricTableGroup), DisableParallelization = true)]
public sealed class MetricTableGroup;

/// <summary>A made-up metric, one entry of the table, appears wherever metrics do.</summary>
[Collection(nameof(MetricTableGroup))]
public sealed class MetricTableTests : IDisposable
{
    private readonly IReadOnlyList<Metric> original = MetricTable.All;
    private readonly TempFolder folder = new();
    private readonly StoredRun old;
    private readonly StoredRun changed;

    public MetricTableTests()
    {
        MetricTable.All =
        [
            .. original,
            new Metric("doubt", "doubt", set => weights =>
                set.Images.Select((image, i) => weights[i] * (1 - (double)image.Confidence)).Sum() / weights.Sum())
            {
                LowerIsBetter = true,
                ConsoleTitle = "doubt",
                Interval95 = _ => [0.01, 0.99],
            },
        ];
        old = StoredRun.Read(MadeRun.Write(folder.Path, MadeRun.Answers(40, 10, confidence: 0.9f)));
        changed = StoredRun.Read(
            MadeRun.Write(folder.Path, MadeRun.Answers(40, 10, confidence: 0.7f), DateTimeOffset.UnixEpoch.AddDays(1)));
    }

    public void Dispose()
    {
        MetricTable.All = original;
        folder.Dispose();
    }

    [Fact]
    public void Metrics_json_has_a_new_metric_with_its_interval()
    {
        JsonNode test = JsonNode.Parse(File.ReadAllText(Path.Combine(changed.Folder, "metrics.json")))!["test"]!;
        Assert.Equal(0.3, test["doubt"]!.GetValue<double>(), 1e-6);
        Assert.Equal(0.99, test["interval95"]!["doubt"]![1]!.GetValue<double>());
        Assert.Equal(0.3, changed.Report.Test["doubt"], 1e-6);
    }

    [Fact]
    public void Reports_and_console_show_a_new_metric()
    {
        Assert.Contains("| doubt | 0.1500 | 0.3000 |", Read("report.md"), StringComparison.Ordinal);
        Assert.Contains("<span>Doubt</span><b>0.3000</b><span>1.00 % to 99.00 %</span>", Read("report.html"), StringComparison.Ordinal);
        Assert.Contains("<th>doubt</th>", Read("report.html"), StringComparison.Ordinal);
        Assert.Contains("doubt 0.3000, 40 images", changed.Report.Test.Describe("test"), StringComparison.Ordinal);

        string Read(string name) => File.ReadAllText(Path.Combine(changed.Folder, name));
    }

    [Fact]
    public void Gates_know_a_new_metric()
    {
        MetricGate.Check(MetricGate.Parse(["doubt=0.31"]), changed.Report.Test);
        GateException missed = Assert.Throws<GateException>(() => MetricGate.Check(MetricGate.Parse(["doubt=0.2"]), changed.Report.Test));
        Assert.Contains("doubt is 0.3, expected at most 0.2", missed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparisons_judge_a_new_metric()
    {
        var comparison = ModelComparison.Of(Contender(old), Contender(changed), TestContext.Current.CancellationToken);
        MetricDifference doubt = comparison.Metrics.Single(metric => metric.Name == "doubt");
        Assert.Equal(Verdict.Worse, doubt.Verdict);
        Assert.Equal(["doubt", "0.1000", "0.3000", "+0.2000", "+0.2000 to +0.2000", "", "worse"], ComparisonText.Row(doubt));
        Assert.Throws<GateException>(() =>
            ComparisonGate.Check([comparison], ComparisonGate.Parse(["DOUBT"], "--fail-if-worse"), "--fail-if-worse"));
    }

    [Fact]
    public void List_of_runs_has_a_column_for_a_new_metric()
    {
        new RunIndex(folder.Path).Update(Assert.Fail);
        string[] lines = File.ReadAllLines(Path.Combine(folder.Path, "index.csv"));
        Assert.Contains(",rocAuc,doubt,", lines[0], StringComparison.Ordinal);
        Assert.Equal(changed.Report.Test["doubt"], RunRow.Of(changed).ToJson()["doubt"]!.GetValue<double>());
    }

    private static Contender Contender(StoredRun run)
    {
        IReadOnlyList<ScoredImage> images = run.ReadTest();
        (string?, OpenCvSharp.Rect?)[] pictures = new (string?, OpenCvSharp.Rect?)[images.Count];
        return new Contender(run.Report.Run, run.Report.Model.Sha256, run.Labels, images, pictures, [], []);
    }
}
