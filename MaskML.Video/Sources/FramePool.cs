using System.Collections.Concurrent;
using OpenCvSharp;

namespace MaskML.Video.Sources;

/// <summary>
/// Pixels that frames share one after the other, so that a long video takes no more memory than a short one. Disposing it frees
/// those of frames that were lost on their way, too.
/// </summary>
internal sealed class FramePool : IDisposable
{
    private readonly ConcurrentBag<Mat> idle = [];
    private readonly ConcurrentBag<Mat> all = [];

    /// <summary>How many pictures there are.</summary>
    public int Count => all.Count;

    /// <summary>Lends a picture with any content.</summary>
    public Mat Rent()
    {
        if (idle.TryTake(out Mat? pixels))
        {
            return pixels;
        }

        pixels = new Mat();
        all.Add(pixels);
        return pixels;
    }

    /// <summary>Takes a picture back.</summary>
    public void Return(Mat pixels) => idle.Add(pixels);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Mat pixels in all)
        {
            pixels.Dispose();
        }
    }
}
