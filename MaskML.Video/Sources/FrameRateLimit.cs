namespace MaskML.Video.Sources;

/// <summary>Chooses which frames of a source are taken, so that no more than a rate come out of it.</summary>
/// <param name="framesPerSecond">The rate; 0 takes every frame.</param>
internal sealed class FrameRateLimit(double framesPerSecond)
{
    private double next;

    /// <summary>
    /// Whether a frame is taken. Frames of a source that has the rate itself are all taken, even if they arrive unevenly.
    /// </summary>
    /// <param name="time">Time of the frame in seconds; never decreases.</param>
    public bool IsDue(double time)
    {
        double interval = framesPerSecond > 0 ? 1 / framesPerSecond : 0;
        if (time < next - (interval / 2))
        {
            return false;
        }

        next = Math.Max(next, time - interval) + interval;
        return true;
    }
}
