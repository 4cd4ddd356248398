using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Comparison;

/// <summary>Tests of <c>index.html</c> in the folder of all runs.</summary>
public sealed class RunsPageTests : IDisposable
{
    private readonly TempFolder folder = new();

    public RunsPageTests() => File.WriteAllText(folder.File("mlconfig.json"), """{ "runs": "runs", "model": "live.zip" }""");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Page_shows_all_runs_their_reports_a_chart_and_the_live_one()
    {
        string[] runs = [.. Enumerable.Range(1, 3).Select(i => MadeRun.Write(
            folder.File("runs"), MadeRun.Answers(40, 5 + i), DateTimeOffset.UnixEpoch.AddDays(i)))];
        File.Copy(Path.Combine(runs[1], "model.zip"), folder.File("live.zip"));
        CommandLine line = await CommandLine.TrainAsync("runs", "list", "--config", folder.File("mlconfig.json"));
        Assert.True(line.ExitCode == 0, line.Error);
        string page = File.ReadAllText(folder.File("runs/index.html"));
        Assert.All(runs, run => Assert.Contains($"href=\"{Path.GetFileName(run)}/report.html\"", page, StringComparison.Ordinal));
        Assert.Contains("(live)", page, StringComparison.Ordinal);
        Assert.Contains("<svg", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder.File("runs"), "*.tmp"));
    }
}
