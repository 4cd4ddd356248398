using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_written_with_its_folders_or_replaced()
    {
        string path = Path.Combine(folder.Path, "a", "b", "text.txt");
        AtomicFile.WriteText(path, "one");
        AtomicFile.WriteText(path, "größer");
        Assert.Equal("größer", File.ReadAllText(path));
        Assert.Single(Directory.EnumerateFileSystemEntries(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void A_writer_that_fails_leaves_the_old_file_and_nothing_beside_it()
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
    public void A_reader_sees_the_old_file_until_the_new_one_is_whole()
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
    public void What_a_killed_process_left_is_swept_and_what_another_writes_is_not()
    {
        File.WriteAllText(folder.File(".text.txt.0.tmp"), "half");
        AtomicFile.Write(folder.File("one.txt"), _ =>
        {
            AtomicFile.WriteText(folder.File("other.txt"), "x");
            Assert.Single(Directory.EnumerateFiles(folder.Path, ".one.txt.*.tmp"));
        });
        Assert.Equal(["one.txt", "other.txt"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_folder_that_is_a_file_is_an_error_of_its_own()
    {
        File.WriteAllText(folder.File("file"), "");
        Assert.ThrowsAny<IOException>(() => AtomicFile.WriteText(Path.Combine(folder.Path, "file", "x"), ""));
    }
}
