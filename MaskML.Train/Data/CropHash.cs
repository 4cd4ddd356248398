using System.Numerics;

namespace MaskML.Train.Data;

/// <summary>
/// The perceptual hash of OpenCV's <c>ImgHash.PHash</c> (signs of the 8 × 8 lowest cosine coefficients of 32 × 32 grey values, against
/// their mean) for all <see cref="Region.Crops"/> of one thumbnail at once. For the whole picture the bits equal OpenCV's; calling OpenCV
/// for eleven crops would cost as much as decoding the picture.
/// </summary>
internal static class CropHash
{
    private const int Side = Fingerprint.Side;
    private const int Low = 8;

    private static readonly (float From, float To)[] Spans =
        [.. Region.Crops.SelectMany(r => new[] { (r.Left, r.Right), (r.Top, r.Bottom) }).Distinct()];

    private static readonly float[] Bases = [.. Spans.SelectMany(s => Enumerable.Range(0, Low).SelectMany(k => Basis(s.From, s.To, k)))];

    private static readonly (int Horizontal, int Vertical)[] Axes =
        [.. Region.Crops.Select(r => (Array.IndexOf(Spans, (r.Left, r.Right)), Array.IndexOf(Spans, (r.Top, r.Bottom))))];

    /// <summary>Computes the hashes.</summary>
    /// <param name="thumbnail">Grey values, row by row.</param>
    /// <returns>One hash for each region.</returns>
    public static ulong[] Compute(ReadOnlySpan<byte> thumbnail)
    {
        Span<float> grey = stackalloc float[Side * Side];
        for (int i = 0; i < grey.Length; i++)
        {
            grey[i] = thumbnail[i];
        }

        Span<float> rows = stackalloc float[Spans.Length * Low * Side];
        for (int basis = 0; basis < Spans.Length * Low; basis++)
        {
            for (int y = 0; y < Side; y++)
            {
                rows[(basis * Side) + y] = Dot(Bases.AsSpan(basis * Side, Side), grey.Slice(y * Side, Side));
            }
        }

        ulong[] hashes = new ulong[Axes.Length];
        Span<float> block = stackalloc float[Low * Low];
        for (int i = 0; i < hashes.Length; i++)
        {
            for (int v = 0; v < Low; v++)
            {
                for (int h = 0; h < Low; h++)
                {
                    block[(v * Low) + h] = Dot(
                        Bases.AsSpan(((Axes[i].Vertical * Low) + v) * Side, Side),
                        rows.Slice(((Axes[i].Horizontal * Low) + h) * Side, Side));
                }
            }

            hashes[i] = Bits(block);
        }

        return hashes;
    }

    private static ulong Bits(Span<float> block)
    {
        block[0] = 0; // Brightness says nothing.
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

    /// <summary>The cosine of <paramref name="frequency"/> over a part of the axis; pixels count by their share inside of it.</summary>
    private static IEnumerable<float> Basis(float from, float to, int frequency)
    {
        double scale = Math.Sqrt((frequency == 0 ? 1.0 : 2.0) / Side) / (to - from);
        for (int x = 0; x < Side; x++)
        {
            double left = Math.Max(from, (double)x / Side);
            double right = Math.Min(to, (x + 1.0) / Side);
            double share = Math.Max(0, right - left) * Side;
            yield return (float)(scale * share * Math.Cos(Math.PI * frequency * (((left + right) / 2) - from) / (to - from)));
        }
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sum = default;
        for (int i = 0; i < Side; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        return Vector.Sum(sum);
    }
}
