using FsCheck.Xunit;
using MaskML.Video.Sources;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class ReconnectorTests
{
    [Fact]
    public void Delays_double_up_to_the_limit_and_end()
    {
        var options = new VideoOptions { Reconnects = 5, ReconnectDelay = 0.5, ReconnectMaxDelay = 3 };
        Assert.Equal(
            [0.5, 1, 2, 3, 3], Enumerable.Range(1, 5).Select(attempt => Reconnector.DelayBefore(attempt, options)!.Value.TotalSeconds));
        Assert.Null(Reconnector.DelayBefore(6, options));
    }

    [Property]
    public bool Delay_is_within_its_limits_for_any_attempt(ushort attempt) =>
        Reconnector.DelayBefore(
            attempt + 1, new VideoOptions { Reconnects = 1000000 }) is { } wait && wait.TotalSeconds is >= 0.5 and <= 30;
}
