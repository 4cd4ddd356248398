using System.Runtime.Intrinsics;

namespace MaskML.Train.Data;

/// <summary>
/// The perceptual hash of OpenCV's <c>ImgHash.PHash</c> (the 8 × 8 lowest cosine coefficients of 32 × 32 grey values, compared with their
/// mean) for all <see cref="Region.Crops"/> of one thumbnail at once. For the whole picture the bits equal OpenCV's. Calling OpenCV for
/// eleven crops would take as long as decoding the picture.
/// </summary>
internal static class CropHash
{
    private const int Side = Fingerprint.Side;
    private const int Low = 8;

    private static readonly (float From, float To)[] Spans =
        [.. Region.Crops.SelectMany(r => new[] { (r.Left, r.Right), (r.Top, r.Bottom) }).Distinct()];

    // Eight cosines for each span, in one register: [position, span].
    private static readonly Vector256<float>[] Bases =
        [.. Enumerable.Range(0, Side).SelectMany(x => Spans.Select(s =>
            Vector256.Create([.. Enumerable.Range(0, Low).Select(k => Basis(s.From, s.To, k, x))])))];

    private static readonly (int Horizontal, int Vertical)[] Axes =
        [.. Region.Crops.Select(r => (Array.IndexOf(Spans, (r.Left, r.Right)), Array.IndexOf(Spans, (r.Top, r.Bottom))))];

    /// <summary>Computes the hashes.</summary>
    /// <param name="thumbnail">Grey values, row by row.</param>
    /// <returns>One hash for each region.</returns>
    public static ulong[] Compute(ReadOnlySpan<byte> thumbnail)
    {
        int spans = Spans.Length;
        Span<Vector256<float>> rows = stackalloc Vector256<float>[Side * spans];
        for (int y = 0; y < Side; y++)
        {
            Span<Vector256<float>> row = rows.Slice(y * spans, spans);
            row.Clear();
            for (int x = 0; x < Side; x++)
            {
                var grey = Vector256.Create((float)thumbnail[(y * Side) + x]);
                for (int span = 0; span < row.Length; span++)
                {
                    row[span] += grey * Bases[(x * spans) + span];
                }
            }
        }

        ulong[] hashes = new ulong[Axes.Length];
        Span<float> block = stackalloc float[Low * Low];
        for (int i = 0; i < hashes.Length; i++)
        {
            (int horizontal, int vertical) = Axes[i];
            for (int v = 0; v < Low; v++)
            {
                Vector256<float> sum = default;
                for (int y = 0; y < Side; y++)
                {
                    sum += Vector256.Create(Bases[(y * spans) + vertical].GetElement(v)) * rows[(y * spans) + horizontal];
                }

                sum.CopyTo(block[(v * Low)..]);
            }

            hashes[i] = Bits(block);
        }

        return hashes;
    }

    private static ulong Bits(Span<float> block)
    {
        block[0] = 0; // The mean brightness is no feature.
        double sum = 0;
        foreach (float value in block)
        {
            sum += value;
        }

        float mean = (float)(sum / block.Length);
        ulong bits = 0;
        for (int i = 0; i < block.Length; i++)
        {
            bits |= block[i] > mean ? 1UL << i : 0;
        }

        return bits;
    }

    /// <summary>
    /// The cosine of a frequency over a part of the axis, at one pixel; a pixel is weighted by its share inside the part.
    /// </summary>
    private static float Basis(float from, float to, int frequency, int x)
    {
        double scale = Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / Side) / (to - from);
        double left = Math.Max(from, (double)x / Side);
        double right = Math.Min(to, (x + 1.0) / Side);
        double share = Math.Max(0, right - left) * Side;
        return (float)(scale * share * Math.Cos(Math.PI * frequency * (((left + right) / 2) - from) / (to - from)));
    }
}
