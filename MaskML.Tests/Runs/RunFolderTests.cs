using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Runs;

public sealed class RunFolderTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 2, 14, 0, 5, TimeSpan.FromHours(2));
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_folder_appears_complete_under_its_utc_time_and_id()
    {
        using var run = new RunFolder(folder.Path, Noon);
        Assert.Matches("^20260102T120005Z-[0-9a-f]{6}$", run.Name);
        string answer = run.Publish(() =>
        {
            File.WriteAllText(run["a.txt"], "x");
            Assert.False(Directory.Exists(run.FinalPath));
            return "done";
        });
        Assert.Equal("done", answer);
        Assert.Equal(["a.txt"], Directory.EnumerateFileSystemEntries(run.FinalPath).Select(Path.GetFileName));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Failed_run_leaves_nothing()
    {
        using (var run = new RunFolder(folder.Path, Noon))
        {
            Assert.Throws<OperationCanceledException>(() => run.Publish<int>(() =>
            {
                File.WriteAllText(run["a.txt"], "x");
                throw new OperationCanceledException();
            }));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Full_disk_is_a_usage_error_that_names_the_folder()
    {
        using var run = new RunFolder(folder.Path, Noon);
        string message = Assert.Throws<UsageException>(() => run.Publish<int>(() => throw new IOException("No space left on device")))
            .Message;
        Assert.Contains(folder.Path, message, StringComparison.Ordinal);
        Assert.Contains("No space left on device", message, StringComparison.Ordinal);
        Assert.Contains("`runs`", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_of_the_same_second_have_different_names()
    {
        using var one = new RunFolder(folder.Path, Noon);
        using var other = new RunFolder(folder.Path, Noon);
        Assert.NotEqual(one.FinalPath, other.FinalPath);
    }
}
