namespace MaskML.Video.Sources;

/// <summary>A decoder of one connection or file, used by one thread at a time.</summary>
internal interface IVideoFeed : IDisposable
{
    /// <summary>Frames per second; null when the source does not state them.</summary>
    double? FramesPerSecond { get; }

    /// <summary>Number of frames that the source states; null when it has no end or does not state it.</summary>
    long? FrameCount { get; }

    /// <summary>Whether frames arrive in real time, as those of a camera.</summary>
    bool IsLive { get; }

    /// <summary>Reads the next frame that is due.</summary>
    /// <param name="frame">Receives it as a BGR picture.</param>
    /// <param name="due">Asked when a frame has arrived, before it is decoded where possible; false passes it over.</param>
    /// <param name="cancellationToken">Stops waiting for it.</param>
    /// <returns>Its time in seconds, NaN when the source does not state it; null at the end.</returns>
    /// <exception cref="InputException">The source sends nothing for too long, or something other than a video.</exception>
    double? Read(Mat frame, Func<bool> due, CancellationToken cancellationToken);
}
