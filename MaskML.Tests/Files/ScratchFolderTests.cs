using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

public sealed class ScratchFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Scratch_folder_is_deleted_with_its_content()
    {
        using (var scratch = new ScratchFolder(folder.Path))
        {
            File.WriteAllText(Path.Combine(scratch.Path, "x"), "x");
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Published_folder_stays_without_the_lock()
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
    public void Scratch_folder_of_a_killed_process_is_deleted_by_the_next()
    {
        File.WriteAllText(folder.File(".scratch-dead/.lock"), "");
        File.WriteAllText(folder.File(".scratch-dead/deep/model.zip"), "half");
        Directory.CreateDirectory(Path.Combine(folder.Path, "run-of-before"));
        new ScratchFolder(folder.Path).Dispose();
        Assert.Equal(["run-of-before"], Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }

    [Fact]
    public void Scratch_folder_of_a_living_process_is_kept()
    {
        using var living = new ScratchFolder(folder.Path);
        new ScratchFolder(folder.Path).Dispose();
        Assert.True(Directory.Exists(living.Path));
    }

    [Fact]
    public void Scratch_folder_without_a_lock_is_kept_for_a_minute()
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
    public void Scratch_folder_filled_long_ago_is_kept_while_it_is_published()
    {
        using var scratch = new ScratchFolder(folder.Path);
        Directory.SetLastWriteTimeUtc(scratch.Path, DateTime.UtcNow.AddHours(-1));
        File.Delete(Path.Combine(scratch.Path, ".lock")); // As Publish does, before it renames the folder.
        ScratchFolder.Sweep(folder.Path);
        Assert.True(Directory.Exists(scratch.Path));
    }

    [Fact]
    public void Scratch_folders_in_use_at_once_do_not_delete_each_other()
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
