using System.Numerics;
using System.Runtime.InteropServices;

namespace MaskML.Train.Data;

/// <summary>A linear least-squares fit over the pixels of a thumbnail.</summary>
internal sealed class LeastSquares
{
    /// <summary>Number of unknowns.</summary>
    public const int Unknowns = 6;

    private const int Side = Fingerprint.Side;

    private readonly float[] planes = new float[(Unknowns + 1) * Side * Side];
    private readonly double[,] system = new double[Unknowns, Unknowns + 1];

    /// <summary>The coefficients of an unknown at each pixel; the last plane holds the values to fit.</summary>
    public Span<float> this[int index] => planes.AsSpan(index * Side * Side, Side * Side);

    /// <summary>Solves the normal equations by elimination; false if the picture does not determine the unknowns.</summary>
    public bool Solve(Span<double> solution)
    {
        Span<float> dots = stackalloc float[4];
        for (int i = 0; i < Unknowns; i++)
        {
            // Four at once, since each addition waits for the one before.
            for (int j = i; j <= Unknowns; j += dots.Length)
            {
                Dot(this[i], this[j], From(j + 1), From(j + 2), From(j + 3), dots);
                for (int k = 0; k < Math.Min(dots.Length, Unknowns + 1 - j); k++)
                {
                    system[i, j + k] = dots[k];
                }
            }
        }

        for (int i = 0; i < Unknowns; i++)
        {
            system[i, i] += 1e-3;
            for (int k = 0; k < i; k++)
            {
                double factor = system[k, i] / system[k, k];
                for (int j = i; j <= Unknowns; j++)
                {
                    system[i, j] -= factor * system[k, j];
                }
            }

            if (system[i, i] < 1e-6)
            {
                return false;
            }
        }

        for (int i = Unknowns - 1; i >= 0; i--)
        {
            double value = system[i, Unknowns];
            for (int j = i + 1; j < Unknowns; j++)
            {
                value -= system[i, j] * solution[j];
            }

            solution[i] = value / system[i, i];
        }

        return true;
    }

    private static ReadOnlySpan<Vector<float>> Vectors(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);

    private ReadOnlySpan<float> From(int index) => this[Math.Min(index, Unknowns)];

    private static void Dot(
        ReadOnlySpan<float> a,
        ReadOnlySpan<float> b,
        ReadOnlySpan<float> c,
        ReadOnlySpan<float> d,
        ReadOnlySpan<float> e,
        Span<float> dots)
    {
        Vector<float> withB = default, withC = default, withD = default, withE = default;
        ReadOnlySpan<Vector<float>> ones = Vectors(a), bs = Vectors(b), cs = Vectors(c), ds = Vectors(d), es = Vectors(e);
        for (int i = 0; i < ones.Length && i < bs.Length && i < cs.Length && i < ds.Length && i < es.Length; i++)
        {
            Vector<float> one = ones[i];
            withB += one * bs[i];
            withC += one * cs[i];
            withD += one * ds[i];
            withE += one * es[i];
        }

        (dots[0], dots[1], dots[2], dots[3]) = (Vector.Sum(withB), Vector.Sum(withC), Vector.Sum(withD), Vector.Sum(withE));
    }
}
