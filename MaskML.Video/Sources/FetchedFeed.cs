using MaskML.Predict.Files;

namespace MaskML.Video.Sources;

/// <summary>A downloaded video file, deleted on disposal.</summary>
internal sealed class FetchedFeed(IVideoFeed file, ScratchFolder folder) : IVideoFeed
{
    /// <inheritdoc/>
    public double? FramesPerSecond => file.FramesPerSecond;

    /// <inheritdoc/>
    public long? FrameCount => file.FrameCount;

    /// <inheritdoc/>
    public bool IsLive => false;

    /// <inheritdoc/>
    public double? Read(Mat frame, Func<bool> due, CancellationToken cancellationToken) => file.Read(frame, due, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        file.Dispose();
        folder.Dispose();
    }
}
