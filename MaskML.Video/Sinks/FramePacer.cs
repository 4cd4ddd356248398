namespace MaskML.Video.Sinks;

/// <summary>
/// Keeps the recording of a live source in real time: frames arrive irregularly, but a video file has a fixed frame rate.
/// </summary>
/// <param name="framesPerSecond">Frames per second of the file.</param>
internal sealed class FramePacer(double framesPerSecond)
{
    // Longer pauses, in seconds, are cut out.
    private const double MaxPause = 2;

    private double begin;
    private double last;
    private long written;

    /// <summary>How many times a frame must be written to keep up with the time; 0 leaves it out.</summary>
    /// <param name="time">Time of the frame in seconds; never decreases.</param>
    public int Copies(double time)
    {
        if (written == 0)
        {
            begin = time;
        }
        else if (time - last > MaxPause)
        {
            begin += time - last - (1 / framesPerSecond);
        }

        last = time;
        int copies = (int)Math.Max(0, Math.Floor(((time - begin) * framesPerSecond) + 1e-6) + 1 - written);
        written += copies;
        return copies;
    }
}
