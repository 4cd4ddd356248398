using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace MaskML.Train.Features;

/// <summary>An augmented view of a crop for training.</summary>
/// <param name="Flip">Mirrored horizontally.</param>
/// <param name="Zoom">Scale; 1 keeps the size, more enlarges.</param>
/// <param name="Shear">Horizontal shift at the lower edge against the middle, as a share of the height.</param>
/// <param name="Degrees">Rotation, counter-clockwise.</param>
/// <param name="ShiftX">Shift to the right as a share of the width.</param>
/// <param name="ShiftY">Shift downwards as a share of the height.</param>
/// <param name="Gain">Factor on all values: contrast.</param>
/// <param name="Offset">Added to all values, 0..255: brightness.</param>
internal readonly record struct View(
    bool Flip, float Zoom, float Shear, float Degrees, float ShiftX, float ShiftY, float Gain, float Offset)
{
    // Part of the key: change it whenever views are rendered differently.
    private const float Version = 2;

    /// <summary>The unchanged crop.</summary>
    public static View Plain { get; } = new(false, 1, 0, 0, 0, 0, 1, 0);

    /// <summary>Renders the view; beyond the edge of the crop its pixels are mirrored.</summary>
    /// <param name="crop">A BGR crop; it is not changed.</param>
    /// <returns>A crop of the same size, owned by the caller.</returns>
    public Mat Render(Mat crop)
    {
        if (this == Plain)
        {
            return crop.Clone();
        }

        float middle = (crop.Width - 1) / 2f; // Coordinates of a pixel are those of its centre.
        (float sin, float cos) = MathF.SinCos(Degrees * MathF.PI / 180);
        float mirror = Flip ? -1 : 1;

        // Output ← input, about the middle: mirror, then shear, then turn and scale, then shift.
        float a = Zoom * mirror * cos;
        float b = Zoom * ((2 * Shear * cos) + sin);
        float c = Zoom * mirror * -sin;
        float d = Zoom * ((-2 * Shear * sin) + cos);
        float x = middle - (a * middle) - (b * middle) + (ShiftX * crop.Width);
        float y = middle - (c * middle) - (d * middle) + (ShiftY * crop.Height);
        using Mat warp = Mat.FromPixelData(2, 3, MatType.CV_32FC1, new[] { a, b, x, c, d, y });
        var view = new Mat();
        Cv2.WarpAffine(crop, view, warp, crop.Size(), InterpolationFlags.Linear, BorderTypes.Reflect101);
        if (Gain != 1 || Offset != 0)
        {
            view.ConvertTo(view, MatType.CV_8UC3, Gain, Offset);
        }

        return view;
    }

    /// <summary>Cache key of the features of this view.</summary>
    /// <param name="image">32 bytes that identify the crop.</param>
    /// <param name="backbone">32 bytes that identify the backbone.</param>
    /// <returns>32 bytes.</returns>
    public byte[] Key(ReadOnlySpan<byte> image, ReadOnlySpan<byte> backbone)
    {
        Span<float> values = [Version, Flip ? 1 : 0, Zoom, Shear, Degrees, ShiftX, ShiftY, Gain, Offset];
        Span<byte> all = stackalloc byte[64 + (9 * sizeof(float))];
        image.CopyTo(all);
        backbone.CopyTo(all[32..]);
        MemoryMarshal.AsBytes(values).CopyTo(all[64..]);
        return SHA256.HashData(all);
    }
}
