namespace MaskML.Video.Sources;

/// <summary>
/// Keeps a video of a live source at the speed of life: frames come when they come, but a video has a fixed number of them a second.
/// </summary>
/// <param name="framesPerSecond">Frames a second of the video.</param>
internal sealed class FramePacer(double framesPerSecond)
{
    // A pause longer than this, in seconds, is cut out.
    private const double LongestPause = 2;

    private double begin;
    private double last;
    private long written;

    /// <summary>How often a frame must be written so that the video keeps up with the time.</summary>
    /// <param name="time">Time of the frame in seconds; never goes back.</param>
    public int Copies(double time)
    {
        if (written == 0)
        {
            begin = time;
        }
        else if (time - last > LongestPause)
        {
            begin += time - last - (1 / framesPerSecond);
        }

        last = time;
        int copies = (int)Math.Max(0, Math.Floor(((time - begin) * framesPerSecond) + 1e-6) + 1 - written);
        written += copies;
        return copies;
    }
}
