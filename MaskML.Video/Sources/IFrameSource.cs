namespace MaskML.Video.Sources;

/// <summary>An open video; its frames can be read once. Owns the connection and the pixels of all frames.</summary>
/// <remarks>The members have no default bodies, so that a source that wraps another one forwards each of them.</remarks>
public interface IFrameSource : IDisposable
{
    /// <summary>Frames per second; <see cref="VideoOptions.FramesPerSecond"/> when the video does not state them.</summary>
    double FramesPerSecond { get; }

    /// <summary>Number of frames that the video states; null for a live source and when it states none.</summary>
    long? FrameCount { get; }

    /// <summary>Whether frames arrive in real time, as those of a camera, and are skipped while the reader is busy.</summary>
    bool IsLive { get; }

    /// <summary>Frames skipped so far because they arrived too fast; 0 for a recording.</summary>
    long Skipped { get; }

    /// <summary>How often the source was lost and opened again; 0 for a recording.</summary>
    int Losses { get; }

    /// <summary>Reads the frames. The caller disposes each.</summary>
    /// <param name="cancellationToken">Ends the sequence.</param>
    /// <exception cref="MaskML.Predict.Errors.InputException">The source is lost and cannot be opened again.</exception>
    IEnumerable<VideoFrame> Read(CancellationToken cancellationToken);

    /// <summary>
    /// Exchanges a frame for the latest, when the reader had to wait before it could work on it. The frame itself is disposed then, and
    /// counts as skipped.
    /// </summary>
    /// <param name="frame">The last frame of <see cref="Read"/>.</param>
    /// <returns>The latest frame; the same one when none has arrived since, and of a recording.</returns>
    VideoFrame Latest(VideoFrame frame);
}
