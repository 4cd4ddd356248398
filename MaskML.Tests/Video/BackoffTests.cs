using FsCheck.Xunit;
using MaskML.Video.Frames;
using MaskML.Video.Sources;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_limit_and_end()
    {
        var options = new VideoOptions { Reconnects = 5, ReconnectDelay = 0.5, ReconnectMaxDelay = 3 };
        Assert.Equal([0.5, 1, 2, 3, 3], Enumerable.Range(1, 5).Select(attempt => Backoff.Before(attempt, options)!.Value.TotalSeconds));
        Assert.Null(Backoff.Before(6, options));
    }

    [Property]
    public bool A_wait_is_never_negative_nor_longer_than_the_limit(ushort attempt) =>
        Backoff.Before(attempt + 1, new VideoOptions { Reconnects = 1000000 }) is { } wait && wait.TotalSeconds is >= 0.5 and <= 30;
}
