using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MaskML.Train.Data;

/// <summary>
/// Identifies near-duplicates of an image: a small grey thumbnail, and perceptual hashes of it and of crops of it. Those of a data set lie
/// side by side in one array.
/// </summary>
[InlineArray(Bytes)]
internal struct Fingerprint
{
    /// <summary>Side of the thumbnail in pixels.</summary>
    public const int Side = 32;

    /// <summary>Number of bytes of the thumbnail, from which everything else is computed.</summary>
    public const int Bytes = Side * Side;

    // A picture with fewer grey levels, such as a blank page, has no structure to compare.
    private const int MinGreyLevels = 8;

    private byte first;

    /// <summary>Creates a fingerprint from a stored thumbnail.</summary>
    public Fingerprint(ReadOnlySpan<byte> thumbnail) => thumbnail.CopyTo(this);

    /// <summary>Whether the picture has no structure to compare.</summary>
    public readonly bool IsFlat
    {
        get
        {
            (byte lowest, byte highest) = (byte.MaxValue, 0);
            foreach (byte grey in Thumbnail)
            {
                (lowest, highest) = (Math.Min(lowest, grey), Math.Max(highest, grey));
            }

            return highest - lowest < MinGreyLevels;
        }
    }

    /// <summary>Grey values, row by row.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Thumbnail => this;

    /// <summary>
    /// Computes the perceptual hashes of the <see cref="Region.Crops"/>; the first is that of the whole picture. They are not kept.
    /// </summary>
    public readonly ulong[] Hashes() => CropHash.Compute(this);

    /// <summary>Computes the fingerprint of a decoded BGR picture.</summary>
    public static unsafe Fingerprint Of(Mat picture)
    {
        using var grey = new Mat();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        using var thumbnail = new Mat();
        bool shrinks = picture.Width >= Side && picture.Height >= Side;
        Cv2.Resize(grey, thumbnail, new Size(Side, Side), 0, 0, shrinks ? InterpolationFlags.Area : InterpolationFlags.Linear);
        return new Fingerprint(new ReadOnlySpan<byte>((void*)thumbnail.Data, Bytes));
    }
}

/// <summary>A part of a picture; edges as shares of its width and height.</summary>
internal readonly record struct Region(float Left, float Top, float Right, float Bottom)
{
    /// <summary>
    /// The parts that a cropped copy may show; the first is the whole picture. A copy is found because its own hash is close to the hash of
    /// one of these parts of the original.
    /// </summary>
    public static readonly IReadOnlyList<Region> Crops =
    [
        new(0, 0, 1, 1),
        new(0.05f, 0, 1, 1), new(0, 0.05f, 1, 1), new(0, 0, 0.95f, 1), new(0, 0, 1, 0.95f),
        new(0.025f, 0.025f, 0.975f, 0.975f), new(0.05f, 0.05f, 0.95f, 0.95f),
        new(0.05f, 0.05f, 1, 1), new(0, 0.05f, 0.95f, 1), new(0, 0, 0.95f, 0.95f), new(0.05f, 0, 1, 0.95f),
    ];
}
