using OpenCvSharp;

namespace MaskML.Train.Data;

/// <summary>What near-duplicates are recognised by: a small grey thumbnail, and perceptual hashes of it and of crops of it.</summary>
public sealed class Fingerprint
{
    /// <summary>Side of the thumbnail in pixels.</summary>
    internal const int Side = 32;

    /// <summary>Number of bytes of the thumbnail, from which everything else follows.</summary>
    internal const int Bytes = Side * Side;

    // A picture with fewer grey levels, such as a blank page, has no structure to be recognised by.
    private const int FewestLevels = 8;

    private readonly byte[] _thumbnail;
    private readonly ulong[] _hashes;

    /// <summary>Takes a stored thumbnail.</summary>
    internal Fingerprint(ReadOnlySpan<byte> thumbnail)
    {
        _thumbnail = thumbnail.ToArray();
        (int low, int high) = (255, 0);
        foreach (byte value in _thumbnail)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }

        IsFlat = high - low < FewestLevels;
        _hashes = CropHash.Compute(_thumbnail);
    }

    /// <summary>Whether the picture has no structure to be recognised by.</summary>
    internal bool IsFlat { get; }

    /// <summary>Grey values, row by row.</summary>
    internal ReadOnlySpan<byte> Thumbnail => _thumbnail;

    /// <summary>Perceptual hashes of the <see cref="Region.Crops"/>; the first is that of the whole picture.</summary>
    internal ReadOnlySpan<ulong> Hashes => _hashes;

    /// <summary>Computes the fingerprint of a decoded BGR picture.</summary>
    internal static unsafe Fingerprint Of(Mat picture)
    {
        using var grey = new Mat();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        using var thumbnail = new Mat();
        bool shrinks = picture.Width >= Side && picture.Height >= Side;
        Cv2.Resize(grey, thumbnail, new Size(Side, Side), 0, 0, shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return new Fingerprint(new ReadOnlySpan<byte>((void*)thumbnail.Data, Bytes));
    }
}
