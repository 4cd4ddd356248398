using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class RunsCommandTests : IDisposable
{
    private readonly TempFolder folder = new();

    public RunsCommandTests() => File.WriteAllText(folder.File("mlconfig.json"), """{ "runs": "runs", "model": "live.zip" }""");

    private string Runs => folder.File("runs");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Table_marks_the_live_run()
    {
        string[] runs = Make(3);
        File.Copy(Path.Combine(runs[1], "model.zip"), folder.File("live.zip"));
        CommandLine line = await Command("list");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Equal(5, line.Lines.Length);
        Assert.Contains(Path.GetFileName(runs[1]) + "*", line.Lines[2], StringComparison.Ordinal);
        Assert.Contains("80.00 %", line.Lines[1], StringComparison.Ordinal);
        Assert.DoesNotContain("*", line.Lines[1], StringComparison.Ordinal);
        Assert.Equal("* is live", line.Lines[4]);
    }

    [Fact]
    public async Task Rows_are_written_as_JSON_and_CSV()
    {
        string[] runs = Make(2);
        CommandLine line = await Command("list", "--json", "-");
        JsonElement rows = JsonDocument.Parse(line.Output).RootElement;
        Assert.Equal(runs.Select(Path.GetFileName), rows.EnumerateArray().Select(row => row.GetProperty("run").GetString()));
        Assert.Equal(0.8, rows[0].GetProperty("accuracy").GetDouble(), 1e-9);
        Assert.False(rows[0].GetProperty("live").GetBoolean());
        string[][] index = [.. File.ReadLines(Path.Combine(Runs, "index.csv")).Select(row => row.Split(','))];
        Assert.Equal(RunRow.Header, index[0]);
        Assert.Equal(runs.Select(Path.GetFileName), index.Skip(1).Select(row => row[0]));
        Assert.All(index, row => Assert.Equal(RunRow.Header.Count, row.Length));
    }

    [Fact]
    public async Task Pruning_keeps_the_newest_the_live_and_the_previous_run()
    {
        string[] runs = Make(6);
        File.Copy(Path.Combine(runs[1], "model.zip"), folder.File("live.zip"));
        File.Copy(Path.Combine(runs[2], "model.zip"), new LiveModelFile(folder.File("live.zip")).PreviousPath);
        byte[] live = File.ReadAllBytes(folder.File("live.zip"));
        string writing = Directory.CreateDirectory(Path.Combine(Runs, ".scratch-of-a-training")).FullName;
        string own = Directory.CreateDirectory(Path.Combine(Runs, "my notes")).FullName;

        CommandLine dry = await Command("prune", "--keep", "2", "--dry-run");
        Assert.Contains("2 runs would go, 4 stay", dry.Output, StringComparison.Ordinal);
        Assert.All(runs, run => Assert.True(Directory.Exists(run)));

        CommandLine line = await Command("prune", "--keep", "2");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("2 runs are gone, 4 stay", line.Output, StringComparison.Ordinal);
        Assert.Equal([false, true, true, false, true, true], runs.Select(Directory.Exists));
        Assert.True(Directory.Exists(writing));
        Assert.True(Directory.Exists(own));
        Assert.Equal(live, File.ReadAllBytes(folder.File("live.zip")));
        Assert.Equal(5, File.ReadLines(Path.Combine(Runs, "index.csv")).Count());
    }

    [Fact]
    public async Task Missing_runs_and_wrong_numbers_are_reported()
    {
        Assert.Contains("no runs in", (await Command("list")).Output, StringComparison.Ordinal);
        Assert.Contains("0 runs are gone, 0 stay", (await Command("prune", "--keep", "3")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, (await Command("prune", "--keep", "-1")).ExitCode);
        Assert.Equal(ExitCodes.Usage, (await Command("prune")).ExitCode);
    }

    [Fact]
    public async Task Damaged_run_is_a_warning_and_is_kept()
    {
        string[] runs = Make(2);
        File.WriteAllText(Path.Combine(runs[0], "metrics.json"), "{");
        CommandLine line = await Command("list");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("warning: " + Path.Combine(runs[0], "metrics.json"), line.Error, StringComparison.Ordinal);
        await Command("prune", "--keep", "0");
        Assert.Equal([true, false], runs.Select(Directory.Exists));
    }

    private string[] Make(int count) =>
    [
        .. Enumerable.Range(0, count).Select(
            i => MadeRun.Write(Runs, MadeRun.Answers(20, 5), DateTimeOffset.UnixEpoch.AddDays(i), zip: [(byte)i, 1, 2, 3])),
    ];

    private Task<CommandLine> Command(string verb, params string[] args) =>
        CommandLine.TrainAsync(["runs", verb, "--config", folder.File("mlconfig.json"), .. args]);
}
