using System.Numerics;

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

    /// <summary>Sets all planes to zero.</summary>
    public void Clear() => Array.Clear(planes);

    /// <summary>Solves the normal equations by elimination; false if the picture does not determine the unknowns.</summary>
    public bool Solve(Span<double> solution)
    {
        for (int i = 0; i < Unknowns; i++)
        {
            for (int j = i; j <= Unknowns; j++)
            {
                system[i, j] = Dot(this[i], this[j]);
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

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sum = default;
        for (int i = 0; i < a.Length; i += Vector<float>.Count)
        {
            sum += new Vector<float>(a[i..]) * new Vector<float>(b[i..]);
        }

        return Vector.Sum(sum);
    }
}
