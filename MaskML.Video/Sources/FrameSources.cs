namespace MaskML.Video.Sources;

/// <summary>Opens videos by their address.</summary>
public static class FrameSources
{
    /// <summary>Opens a video.</summary>
    /// <param name="address">The file, camera or stream.</param>
    /// <param name="options">Timeouts, reconnection, and the frame rate when the video does not state one.</param>
    /// <param name="warn">Receives a message when a live source is lost; called on another thread.</param>
    /// <param name="time">The clock of a live source.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="InputException">It cannot be opened.</exception>
    public static IFrameSource Open(
        VideoAddress address, VideoOptions options, Action<string> warn, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(options);
        IVideoFeed feed = OpenFeed(address, options, cancellationToken);
        return feed.IsLive
            ? new LiveFrames(feed, new Reconnector(address, options, warn, time), options, time)
            : new RecordedFrames(feed, options);
    }

    /// <summary>Opens the connection or file alone.</summary>
    /// <exception cref="InputException">It cannot be opened.</exception>
    internal static IVideoFeed OpenFeed(VideoAddress address, VideoOptions options, CancellationToken cancellationToken)
    {
        var limits = new StreamLimits(options);
        return address.Kind switch
        {
            VideoKind.File => CaptureFeed.OpenFile(address.Text),
            VideoKind.Camera => CaptureFeed.OpenCamera(address.Camera),
            _ when address.IsRtsp => FfmpegFeed.Open(address, limits, cancellationToken),
            _ => HttpVideo.Open(address, limits, cancellationToken),
        };
    }
}
