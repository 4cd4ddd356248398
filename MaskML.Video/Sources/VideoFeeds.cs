using MaskML.Predict.Errors;
using MaskML.Video.Frames;

namespace MaskML.Video.Sources;

/// <summary>Opens videos, each by what it is.</summary>
internal static class VideoFeeds
{
    /// <summary>Opens a video.</summary>
    /// <param name="address">The video.</param>
    /// <param name="options">How long it may take.</param>
    /// <param name="stop">Gives up waiting.</param>
    /// <exception cref="InputException">It cannot be opened.</exception>
    public static IVideoFeed Open(VideoAddress address, VideoOptions options, CancellationToken stop)
    {
        var limits = new StreamLimits(options);
        return address.Kind switch
        {
            VideoKind.File => CaptureFeed.OpenFile(address.Text),
            VideoKind.Camera => CaptureFeed.OpenCamera(address.Camera),
            _ when address.Text.StartsWith("rtsp", StringComparison.OrdinalIgnoreCase) => FfmpegFeed.Open(address, limits, stop),
            _ => HttpVideo.Open(address, limits, stop),
        };
    }
}
