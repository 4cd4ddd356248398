namespace MaskML.Video.Sources;

/// <summary>Opens a lost camera or stream again, with exponential back-off.</summary>
/// <param name="address">The source.</param>
/// <param name="options">Number of attempts and delays.</param>
/// <param name="warn">Receives a message for each loss and each failed attempt.</param>
/// <param name="time">The clock.</param>
internal sealed class Reconnector(VideoAddress address, VideoOptions options, Action<string> warn, TimeProvider time)
{
    /// <summary>How often the source was opened again.</summary>
    public int Count { get; private set; }

    /// <summary>The delay before an attempt; null when there are no more attempts.</summary>
    /// <param name="attempt">Number of the attempt, from 1.</param>
    /// <param name="options">The first delay, the longest delay, and the number of attempts.</param>
    public static TimeSpan? DelayBefore(int attempt, VideoOptions options) =>
        attempt > options.Reconnects ? null : options.ReconnectDelayBefore(attempt);

    /// <summary>Opens the source again.</summary>
    /// <param name="reason">Why it was lost.</param>
    /// <param name="frames">Number of frames received so far.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The source; null when it delivered frames and no reconnection is wanted.</returns>
    /// <exception cref="InputException">All attempts failed.</exception>
    public IVideoFeed? Reopen(string reason, long frames, CancellationToken cancellationToken)
    {
        if (frames > 0 && options.Reconnects == 0)
        {
            warn($"{address.Name}: {reason}");
            return null;
        }

        for (int attempt = 1; DelayBefore(attempt, options) is { } delay; attempt++)
        {
            warn(FormattableString.Invariant($"{address.Name}: {reason}; trying again in {delay.TotalSeconds:0.##} s"));
            Task.Delay(delay, time, cancellationToken).GetAwaiter().GetResult();
            try
            {
                IVideoFeed feed = FrameSources.OpenFeed(address, options, cancellationToken);
                Count++;
                return feed;
            }
            catch (InputException e)
            {
                reason = e.Message;
            }
        }

        throw new InputException(FormattableString.Invariant(
            $"lost after {frames} frames and not back after {options.Reconnects} attempts: {reason}"));
    }
}
