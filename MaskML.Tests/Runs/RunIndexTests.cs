using MaskML.Tests.Support;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Runs;

public sealed class RunIndexTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Runs => folder.File("runs");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Concurrent_trainings_all_have_a_row()
    {
        Parallel.For(0, 12, new ParallelOptions { MaxDegreeOfParallelism = 6 }, i =>
        {
            MadeRun.Write(Runs, MadeRun.Answers(20, 5), DateTimeOffset.UnixEpoch.AddMinutes(i));
            new RunIndex(Runs).Update(Assert.Fail);
        });
        Assert.Equal(RunIndex.Folders(Runs).Select(Path.GetFileName), Rows().Select(row => row[0]));
        Assert.Equal(12, Rows().Length);
    }

    [Fact]
    public void Index_keeps_existing_rows_and_repairs_missing_or_damaged_ones()
    {
        string old = MadeRun.Write(Runs, MadeRun.Answers(20, 5));
        new RunIndex(Runs).Update(Assert.Fail);
        string[] first = Rows()[0];
        File.WriteAllText(Path.Combine(old, "metrics.json"), "no longer read");
        string @new = MadeRun.Write(Runs, MadeRun.Answers(20, 10), DateTimeOffset.UnixEpoch.AddHours(1));
        new RunIndex(Runs).Update(Assert.Fail);
        Assert.Equal([first, Rows()[1]], Rows());
        Assert.Equal(Path.GetFileName(@new), Rows()[1][0]);

        Directory.Delete(old, recursive: true);
        File.WriteAllText(new RunIndex(Runs).Path, "run,other columns\n\"");
        new RunIndex(Runs).Update(Assert.Fail);
        Assert.Equal([Path.GetFileName(@new)], Rows().Select(row => row[0]));
    }

    private string[][] Rows() => [.. File.ReadLines(new RunIndex(Runs).Path).Skip(1).Select(row => row.Split(','))];
}
