using System.Diagnostics;
using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

/// <summary>Publishing, caching, promoting and reloading where open files cannot be replaced.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class OpenFileTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Files_are_written_where_open_files_cannot_be_replaced() =>
        Pass(nameof(AtomicFileTests), nameof(ScratchFolderTests), nameof(FileLockTests), nameof(OpenFileSubject));

    [Fact]
    [Trait("Kind", "soak")]
    public void Models_are_published_promoted_cached_and_reloaded_where_open_files_cannot_be_replaced() => Pass(
        nameof(AtomicFileRaceTests), nameof(Runs.RunFolderTests), nameof(Runs.RunIndexTests), nameof(Runs.PromoteCommandTests),
        nameof(Caching.ContentCacheTests), nameof(Caching.CacheFolderTests), nameof(Pooling.ReloadTests), nameof(Catalogue.ModelPullTests),
        nameof(Modeling.ModelArchiveTests), nameof(Video.AtomicVideoFileTests));

    private void Pass(params string[] classes)
    {
        Assert.SkipUnless(Directory.Exists("/proc/self/fd"), "The test double reads which files are open in /proc.");
        using Process process = TrainProcess.StartTests(folder.Path, classes, (OpenFiles.Variable, "1"));
        (int code, string output, string error) = TrainProcess.Finish(process);
        Assert.True(code == 0, output + error);
    }
}

/// <summary>Runs in the processes of <see cref="OpenFileTests"/> alone.</summary>
public sealed class OpenFileSubject : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Explicit = true)]
    public async Task Writer_waits_until_the_reader_has_closed_the_file()
    {
        string path = folder.File("text.txt");
        AtomicFile.WriteText(path, "old");
        Task writing;
        using (FileStream reader = File.OpenRead(path))
        {
            writing = Task.Run(() => AtomicFile.WriteText(path, "new"));
            await Eventually.TrueAsync(() => Directory.GetFiles(folder.Path, ".text.txt.*").Length == 1, () => "no temporary file");
            Assert.Equal('o', reader.ReadByte());
            Assert.False(writing.IsCompleted);
        }

        await writing;
        Assert.Equal("new", await File.ReadAllTextAsync(path));
    }
}
