using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

public sealed class ScratchFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_scratch_folder_goes_with_everything_in_it()
    {
        using (var scratch = new ScratchFolder(folder.Path))
        {
            File.WriteAllText(Path.Combine(scratch.Path, "x"), "x");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void A_published_folder_stays_without_traces_of_the_scratch()
    {
        string target = Path.Combine(folder.Path, "run");
        using (var scratch = new ScratchFolder(folder.Path))
        {
            File.WriteAllText(Path.Combine(scratch.Path, "x"), "x");
            Assert.False(Directory.Exists(target));
            scratch.Publish(target);
        }

        Assert.Equal(["run"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
        Assert.Equal(["x"], Directory.EnumerateFileSystemEntries(target).Select(Path.GetFileName));
    }

    [Fact]
    public void The_next_one_sweeps_what_a_killed_process_left()
    {
        File.WriteAllText(folder.File(".scratch-dead/.lock"), "");
        File.WriteAllText(folder.File(".scratch-dead/deep/model.zip"), "half");
        Directory.CreateDirectory(Path.Combine(folder.Path, "run-of-before"));
        new ScratchFolder(folder.Path).Dispose();
        Assert.Equal(["run-of-before"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void A_living_one_is_left_alone()
    {
        using var living = new ScratchFolder(folder.Path);
        new ScratchFolder(folder.Path).Dispose();
        Assert.True(Directory.Exists(living.Path));
    }

    [Fact]
    public void One_without_a_lock_is_left_alone_for_a_minute()
    {
        string bare = Path.Combine(folder.Path, ".scratch-bare");
        Directory.CreateDirectory(bare);
        ScratchFolder.Sweep(folder.Path);
        Assert.True(Directory.Exists(bare));
        Directory.SetLastWriteTimeUtc(bare, DateTime.UtcNow.AddMinutes(-2));
        ScratchFolder.Sweep(folder.Path);
        Assert.False(Directory.Exists(bare));
    }

    [Fact]
    public void One_that_was_long_filled_is_safe_while_it_is_published()
    {
        using var scratch = new ScratchFolder(folder.Path);
        Directory.SetLastWriteTimeUtc(scratch.Path, DateTime.UtcNow.AddHours(-1));
        File.Delete(Path.Combine(scratch.Path, ".lock")); // As Publish does, before it renames the folder.
        ScratchFolder.Sweep(folder.Path);
        Assert.True(Directory.Exists(scratch.Path));
    }

    [Fact]
    public void Many_at_once_sweep_none_of_each_other()
    {
        Parallel.For(0, 200, i =>
        {
            using var scratch = new ScratchFolder(folder.Path);
            File.WriteAllText(Path.Combine(scratch.Path, "x"), "x");
            if (i % 2 == 0)
            {
                scratch.Publish(Path.Combine(folder.Path, $"run-{i}"));
            }
            else
            {
                Assert.True(File.Exists(Path.Combine(scratch.Path, "x")));
            }
        });
        string[] left = Directory.GetFileSystemEntries(folder.Path);
        Assert.Equal(100, left.Length);
        Assert.All(left, run => Assert.Equal(["x"], Directory.GetFileSystemEntries(run).Select(Path.GetFileName)));
    }
}
