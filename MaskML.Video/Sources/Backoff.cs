using MaskML.Video.Frames;

namespace MaskML.Video.Sources;

/// <summary>How long to wait before each attempt to find a lost source again: twice as long each time, up to a limit.</summary>
internal static class Backoff
{
    // 2^30 times the shortest wait is more than any limit.
    private const int MostDoublings = 30;

    /// <summary>The wait before an attempt.</summary>
    /// <param name="attempt">Number of the attempt, from 1.</param>
    /// <param name="options">The first wait, the longest, and how many attempts there are.</param>
    /// <returns>The wait; null where the source is given up.</returns>
    public static TimeSpan? Before(int attempt, VideoOptions options) => attempt > options.Reconnects
        ? null
        : TimeSpan.FromSeconds(Math.Min(options.ReconnectMaxDelay, options.ReconnectDelay * Math.Pow(2, Math.Min(attempt - 1, MostDoublings))));
}
