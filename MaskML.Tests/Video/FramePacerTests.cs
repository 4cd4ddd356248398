using FsCheck.Xunit;
using MaskML.Video.Sinks;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class FramePacerTests
{
    [Property]
    public bool Number_of_written_frames_keeps_up_with_the_time(byte[] gaps)
    {
        var pacer = new FramePacer(25);
        double time = 100;
        int written = 0;
        foreach (byte gap in gaps)
        {
            written += pacer.Copies(time);
            if (Math.Abs(((time - 100) * 25) + 1 - written) > 1.01)
            {
                return false;
            }

            time += gap / 255.0;
        }

        return true;
    }

    [Fact]
    public void Regular_frames_are_written_once_and_pauses_are_cut_out()
    {
        var pacer = new FramePacer(10);
        Assert.Equal([1, 1, 1, 2, 1, 1], new[] { 0, 0.1, 0.2, 0.4, 60, 60.1 }.Select(pacer.Copies));
    }
}
