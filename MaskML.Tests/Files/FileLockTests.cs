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
    public async Task Hold_waits_until_the_file_is_released()
    {
        string path = folder.File(".lock");
        FileStream first = FileLock.Hold(path, Long);
        Assert.Throws<IOException>(() => FileLock.Hold(path, TimeSpan.Zero));
        bool released = false;
        var started = new TaskCompletionSource();
        Task<FileStream> second = Task.Run(
            () =>
            {
                started.SetResult();
                FileStream held = FileLock.Hold(path, Long);
                Assert.True(Volatile.Read(ref released));
                return held;
            },
            TestContext.Current.CancellationToken);
        await started.Task;
        Assert.False(second.IsCompleted);
        Volatile.Write(ref released, true);
        await first.DisposeAsync();
        await using FileStream held = await second;
        Assert.Throws<IOException>(() => FileLock.Hold(path, TimeSpan.Zero));
    }

    [Fact]
    public void Hold_does_not_wait_for_a_file_that_cannot_be_created()
    {
        var watch = Stopwatch.StartNew();
        Assert.ThrowsAny<IOException>(() => FileLock.Hold(Path.Combine(folder.Path, "no folder", ".lock"), Long));
        Assert.True(watch.Elapsed < Long);
    }

    [Fact]
    public void Held_file_can_be_renamed_and_read_and_is_not_deleted_as_abandoned()
    {
        using FileStream held = FileLock.Create(() => folder.File(".x.tmp"));
        held.Write([1, 2, 3]);
        held.Flush();
        File.Move(held.Name, folder.File("x"));
        Assert.Equal([1, 2, 3], File.ReadAllBytes(folder.File("x")));
        Assert.False(FileLock.TryDeleteAbandoned(folder.File("x")));
    }
}
