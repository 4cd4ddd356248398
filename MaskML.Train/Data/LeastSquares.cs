using System.Numerics;

namespace MaskML.Train.Data;

/// <summary>A linear fit over the pixels of a thumbnail: planes of coefficients, normal equations, solution.</summary>
internal sealed class LeastSquares
{
    /// <summary>Number of unknowns.</summary>
    public const int Unknowns = 6;

    private const int Side = Fingerprint.Side;

    private readonly float[] _planes = new float[(Unknowns + 1) * Side * Side];
    private readonly double[,] _system = new double[Unknowns, Unknowns + 1];

    /// <summary>The values of an unknown's coefficient at each pixel; the last plane holds what is to be fitted.</summary>
    public Span<float> this[int index] => _planes.AsSpan(index * Side * Side, Side * Side);

    /// <summary>Sets all planes to zero.</summary>
    public void Clear() => Array.Clear(_planes);

    /// <summary>Elimination on the normal equations; false where the picture does not determine the unknowns.</summary>
    public bool Solve(Span<double> solution)
    {
        for (int i = 0; i < Unknowns; i++)
        {
            for (int j = i; j <= Unknowns; j++)
            {
                _system[i, j] = Dot(this[i], this[j]);
            }
        }

        for (int i = 0; i < Unknowns; i++)
        {
            _system[i, i] += 1e-3;
            for (int k = 0; k < i; k++)
            {
                double factor = _system[k, i] / _system[k, k];
                for (int j = i; j <= Unknowns; j++)
                {
                    _system[i, j] -= factor * _system[k, j];
                }
            }

            if (_system[i, i] < 1e-6)
            {
                return false;
            }
        }

        for (int i = Unknowns - 1; i >= 0; i--)
        {
            double value = _system[i, Unknowns];
            for (int j = i + 1; j < Unknowns; j++)
            {
                value -= _system[i, j] * solution[j];
            }

            solution[i] = value / _system[i, i];
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
