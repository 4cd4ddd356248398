using System.Numerics;

namespace MaskML.Train.Data;

/// <summary>Correlation of the grey values of two thumbnails.</summary>
internal static class GreyCorrelation
{
    /// <summary>Subtracted from grey values before they are squared and summed, which preserves the precision of single floats.</summary>
    public const float Middle = 128;

    private const int Side = Fingerprint.Side;

    /// <summary>Pearson's correlation, at most 1.</summary>
    public static double Correlate(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sumA = default, sumB = default, squareA = default, squareB = default, product = default;
        for (int i = 0; i < a.Length; i += Vector<float>.Count)
        {
            var x = new Vector<float>(a[i..]) - new Vector<float>(Middle);
            var y = new Vector<float>(b[i..]) - new Vector<float>(Middle);
            sumA += x;
            sumB += y;
            squareA += x * x;
            squareB += y * y;
            product += x * y;
        }

        double n = a.Length;
        (double meanA, double meanB) = (Vector.Sum(sumA) / n, Vector.Sum(sumB) / n);
        double covariance = (Vector.Sum(product) / n) - (meanA * meanB);
        double varianceA = (Vector.Sum(squareA) / n) - (meanA * meanA);
        double varianceB = (Vector.Sum(squareB) / n) - (meanB * meanB);
        return covariance / Math.Sqrt(Math.Max(1e-6, varianceA * varianceB));
    }

    /// <summary>Correlation of the fine structure, at most 1; it distinguishes faces of similar light and position.</summary>
    public static double Detail(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Span<float> fineA = stackalloc float[Side * Side];
        Span<float> fineB = stackalloc float[Side * Side];
        HighPass(a, fineA);
        HighPass(b, fineB);
        return Correlate(fineA, fineB);
    }

    /// <summary>Grey values less the mean of the surrounding 5 × 5 pixels; the border becomes flat.</summary>
    private static void HighPass(ReadOnlySpan<float> image, Span<float> fine)
    {
        const int Radius = 2;
        const int Inner = Side - (2 * Radius);
        fine.Fill(Middle);
        Span<float> columns = stackalloc float[Side];
        for (int y = Radius; y < Side - Radius; y++)
        {
            // Down the columns first, then along the row.
            for (int x = 0; x < Side; x += Vector<float>.Count)
            {
                Vector<float> sum = default;
                for (int dy = -Radius; dy <= Radius; dy++)
                {
                    sum += new Vector<float>(image[(((y + dy) * Side) + x)..]);
                }

                sum.CopyTo(columns[x..]);
            }

            for (int i = 0; i < Inner; i += Vector<float>.Count)
            {
                // The last step overlaps the one before, so that it does not reach beyond the row.
                int x = Radius + Math.Min(i, Inner - Vector<float>.Count);
                Vector<float> sum = default;
                for (int dx = -Radius; dx <= Radius; dx++)
                {
                    sum += new Vector<float>(columns[(x + dx)..]);
                }

                int at = (y * Side) + x;
                (new Vector<float>(Middle) + new Vector<float>(image[at..]) - (sum / 25)).CopyTo(fine[at..]);
            }
        }
    }
}
