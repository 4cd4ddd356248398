using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Write_creates_folders_and_replaces_the_file()
    {
        string path = Path.Combine(folder.Path, "a", "b", "text.txt");
        AtomicFile.WriteText(path, "one");
        AtomicFile.WriteText(path, "größer");
        Assert.Equal("größer", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Failed_write_leaves_the_old_file_and_nothing_beside_it()
    {
        string path = folder.File("text.txt");
        AtomicFile.WriteText(path, "old");
        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            throw new InvalidOperationException();
        }));
        Assert.Equal("old", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Reader_sees_the_old_file_until_the_new_one_is_complete()
    {
        string path = folder.File("text.txt");
        AtomicFile.WriteText(path, "old");
        AtomicFile.Write(path, stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            Assert.Equal("old", File.ReadAllText(path));
        });
        Assert.Equal("new", File.ReadAllText(path));
    }

    [Fact]
    public void Files_of_a_killed_process_are_deleted_and_those_of_a_living_one_kept()
    {
        File.WriteAllText(folder.File(".text.txt.0.tmp"), "half");
        AtomicFile.Write(folder.File("one.txt"), _ =>
        {
            AtomicFile.WriteText(folder.File("other.txt"), "x");
            Assert.Single(Directory.EnumerateFiles(folder.Path, ".one.txt.*.tmp"));
        });
        Assert.Equal(
            ["one.txt", "other.txt"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Folder_that_is_a_file_has_its_own_error()
    {
        File.WriteAllText(folder.File("file"), "");
        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteText(Path.Combine(folder.Path, "file", "x"), ""));
    }
}
