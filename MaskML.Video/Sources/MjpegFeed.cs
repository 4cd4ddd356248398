namespace MaskML.Video.Sources;

/// <summary>A live stream of JPEG pictures over HTTP.</summary>
internal sealed class MjpegFeed(HttpClient client, MjpegParts parts, StreamLimits limits) : IVideoFeed
{
    // Tolerates single damaged pictures, but not a stream of nothing else.
    private const int MaxDamaged = 50;

    /// <inheritdoc/>
    public double? FramesPerSecond => null;

    /// <inheritdoc/>
    public long? FrameCount => null;

    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public double? Read(Mat frame, Func<bool> due, CancellationToken cancellationToken)
    {
        for (int damaged = 0; damaged < MaxDamaged;)
        {
            if (limits.WaitForData(parts.NextAsync, cancellationToken) is not { } jpeg)
            {
                return null;
            }

            if (!due())
            {
                continue;
            }

            if (TryDecode(jpeg, frame))
            {
                return double.NaN;
            }

            damaged++;
        }

        throw new InputException(FormattableString.Invariant($"{MaxDamaged} parts in a row are no pictures, expected JPEG"));
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();

    private static bool TryDecode(byte[] jpeg, Mat frame)
    {
        if (jpeg.Length == 0)
        {
            return false;
        }

        try
        {
            using Mat picture = Cv2.ImDecode(jpeg, ImreadModes.Color);
            picture.CopyTo(frame);
            return !picture.Empty();
        }
        catch (OpenCVException)
        {
            return false;
        }
    }
}
