using System.Diagnostics;
using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

public sealed class FileLockTests : IDisposable
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Who_comes_second_waits_for_the_first()
    {
        string path = folder.File(".lock");
        FileStream first = FileLock.Hold(path, Long);
        Task<FileStream> second = Task.Run(() => FileLock.Hold(path, Long), TestContext.Current.CancellationToken);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();
        await using FileStream held = await second;
        Assert.Throws<IOException>(() => FileLock.Hold(path, TimeSpan.Zero));
    }

    [Fact]
    public void Where_the_file_cannot_be_there_is_no_waiting()
    {
        var watch = Stopwatch.StartNew();
        Assert.ThrowsAny<IOException>(() => FileLock.Hold(Path.Combine(folder.Path, "no folder", ".lock"), Long));
        Assert.True(watch.Elapsed < Long);
    }

    [Fact]
    public void A_file_that_is_held_to_be_renamed_can_be_read_and_is_not_swept()
    {
        using FileStream held = FileLock.Create(() => folder.File(".x.tmp"));
        held.Write([1, 2, 3]);
        held.Flush();
        File.Move(held.Name, folder.File("x"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("x")));
        Assert.False(FileLock.TryDeleteAbandoned(folder.File("x")));
    }
}
