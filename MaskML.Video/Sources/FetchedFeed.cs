using MaskML.Predict.Files;
using OpenCvSharp;

namespace MaskML.Video.Sources;

/// <summary>A video file that was fetched from somewhere else, and goes when it has been read.</summary>
internal sealed class FetchedFeed(IVideoFeed file, ScratchFolder folder) : IVideoFeed
{
    /// <inheritdoc/>
    public double? FramesPerSecond => file.FramesPerSecond;

    /// <inheritdoc/>
    public long? FrameCount => file.FrameCount;

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public double? Read(Mat frame, CancellationToken stop) => file.Read(frame, stop);

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        folder.Dispose();
    }
}
