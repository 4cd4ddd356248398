using OpenCvSharp;

namespace MaskML.Video.Sources;

/// <summary>A video that is open. One thread at a time uses it.</summary>
internal interface IVideoFeed : IDisposable
{
    /// <summary>Frames a second; null where the source does not tell.</summary>
    double? FramesPerSecond { get; }

    /// <summary>How many frames the source says it has; null where it has no end or does not tell.</summary>
    long? FrameCount => null;

    /// <summary>Whether frames come when they come and are lost where nobody takes them, as those of a camera.</summary>
    bool IsLive { get; }

    /// <summary>Reads the next frame.</summary>
    /// <param name="frame">Takes it, as a BGR picture.</param>
    /// <param name="stop">Gives up waiting for it.</param>
    /// <returns>Its time in seconds where the source tells it, else NaN; null at the end.</returns>
    /// <exception cref="MaskML.Predict.Errors.InputException">The source sends nothing for too long, or something else than a video.</exception>
    double? Read(Mat frame, CancellationToken stop);
}
