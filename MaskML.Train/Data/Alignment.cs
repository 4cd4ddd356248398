using System.Numerics;

namespace MaskML.Train.Data;

/// <summary>
/// Lays one thumbnail over a part of another, by Gauss-Newton steps on the four edges of that part, brightness and contrast, and
/// says how well the fine structure agrees.
/// </summary>
internal sealed class Alignment
{
    private const int Side = Fingerprint.Side;
    private const int Unknowns = 6;
    private const int Steps = 3;

    // Faces of two people agree about this well; below it a step is not worth its time.
    private const double Hopeless = 0.85;
    private const double HopelessAfterStep = 0.93;

    /// <summary>How far the edges may move, as a share of the side: beyond a crop of 5 % with some slack.</summary>
    private const float Reach = 0.08f;

    private readonly float[] _warped = new float[Side * Side];
    private readonly float[] _target = new float[Side * Side];
    private readonly double[,] _system = new double[Unknowns, Unknowns + 1];

    /// <summary>Correlation of the grey values where the thumbnails agree best, at most 1.</summary>
    public double Correlation { get; private set; }

    /// <summary>Correlation of the fine structure (less the local mean) there, at most 1.</summary>
    public double Detail { get; private set; }

    /// <summary>Aligns two thumbnails.</summary>
    /// <param name="copy">The picture that may be a crop.</param>
    /// <param name="original">The picture that may be cropped.</param>
    /// <param name="start">The part of the original to begin with.</param>
    public void Align(ReadOnlySpan<byte> copy, ReadOnlySpan<byte> original, Region start)
    {
        for (int i = 0; i < _target.Length; i++)
        {
            _target[i] = copy[i];
        }

        Region region = start;
        Warp(original, region);
        Correlation = Correlate(_target, _warped);
        Detail = 0;
        for (int step = 0; step < Steps && Correlation > (step == 0 ? Hopeless : HopelessAfterStep); step++)
        {
            Region next = Step(region);
            Warp(original, next);
            double correlation = Correlate(_target, _warped);
            if (correlation <= Correlation)
            {
                Warp(original, region);
                break;
            }

            bool settled = correlation - Correlation < 1e-4;
            (Correlation, region) = (correlation, next);
            if (settled)
            {
                break;
            }
        }

        if (Correlation > HopelessAfterStep)
        {
            Detail = DetailCorrelation(_target, _warped);
        }
    }

    private void Warp(ReadOnlySpan<byte> original, Region region)
    {
        Span<int> columns = stackalloc int[Side];
        Span<float> shares = stackalloc float[Side];
        for (int x = 0; x < Side; x++)
        {
            (columns[x], shares[x]) = Position(region.Left, region.Right, x);
        }

        int at = 0;
        for (int y = 0; y < Side; y++)
        {
            (int row, float share) = Position(region.Top, region.Bottom, y);
            ReadOnlySpan<byte> upper = original.Slice(row * Side, Side);
            ReadOnlySpan<byte> lower = original.Slice((row + 1) * Side, Side);
            for (int x = 0; x < Side; x++)
            {
                int column = columns[x];
                float top = upper[column] + (shares[x] * (upper[column + 1] - upper[column]));
                float bottom = lower[column] + (shares[x] * (lower[column + 1] - lower[column]));
                _warped[at++] = top + (share * (bottom - top));
            }
        }
    }

    private static (int Cell, float Share) Position(float from, float to, int index)
    {
        float at = (Side * (from + ((to - from) * ((index + 0.5f) / Side)))) - 0.5f;
        at = Math.Clamp(at, 0, Side - 1.001f);
        int cell = (int)at;
        return (cell, at - cell);
    }

    /// <summary>One least-squares step: target = a + b·warped + gradient · (shift and stretch).</summary>
    private Region Step(Region region)
    {
        Array.Clear(_system);
        Span<float> row = stackalloc float[Unknowns + 1];
        for (int y = 1; y < Side - 1; y++)
        {
            float v = ((y + 0.5f) / Side) - 0.5f;
            for (int x = 1; x < Side - 1; x++)
            {
                int at = (y * Side) + x;
                float u = ((x + 0.5f) / Side) - 0.5f;
                float gx = (_warped[at + 1] - _warped[at - 1]) / 2;
                float gy = (_warped[at + Side] - _warped[at - Side]) / 2;
                (row[0], row[1], row[2], row[3], row[4], row[5], row[6]) = (1, _warped[at], gx, gx * u, gy, gy * v, _target[at]);
                for (int i = 0; i < Unknowns; i++)
                {
                    for (int j = i; j <= Unknowns; j++)
                    {
                        _system[i, j] += row[i] * row[j];
                    }
                }
            }
        }

        Span<double> solution = stackalloc double[Unknowns];
        if (!Solve(solution) || solution[1] < 0.2)
        {
            return region;
        }

        float gain = (float)solution[1] * Side;
        (float shiftX, float stretchX) = ((float)solution[2] / gain, (float)solution[3] / gain);
        (float shiftY, float stretchY) = ((float)solution[4] / gain, (float)solution[5] / gain);
        return new Region(
            Math.Clamp(region.Left + shiftX - (stretchX / 2), 0, Reach),
            Math.Clamp(region.Top + shiftY - (stretchY / 2), 0, Reach),
            Math.Clamp(region.Right + shiftX + (stretchX / 2), 1 - Reach, 1),
            Math.Clamp(region.Bottom + shiftY + (stretchY / 2), 1 - Reach, 1));
    }

    /// <summary>Cholesky on the normal equations; false where the picture does not determine the unknowns.</summary>
    private bool Solve(Span<double> solution)
    {
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

    private static double Correlate(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<float> sumA = default, sumB = default, squareA = default, squareB = default, product = default;
        for (int i = 0; i < a.Length; i += Vector<float>.Count)
        {
            var x = new Vector<float>(a[i..]) - new Vector<float>(128);
            var y = new Vector<float>(b[i..]) - new Vector<float>(128);
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

    private static double DetailCorrelation(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Span<float> fineA = stackalloc float[Side * Side];
        Span<float> fineB = stackalloc float[Side * Side];
        HighPass(a, fineA);
        HighPass(b, fineB);
        return Correlate(fineA, fineB);
    }

    /// <summary>Grey values less the mean of the 5 × 5 pixels around; the border stays 128.</summary>
    private static void HighPass(ReadOnlySpan<float> image, Span<float> fine)
    {
        const int Radius = 2;
        fine.Fill(128);
        for (int y = Radius; y < Side - Radius; y++)
        {
            for (int x = Radius; x < Side - Radius; x++)
            {
                float sum = 0;
                for (int dy = -Radius; dy <= Radius; dy++)
                {
                    for (int dx = -Radius; dx <= Radius; dx++)
                    {
                        sum += image[((y + dy) * Side) + x + dx];
                    }
                }

                fine[(y * Side) + x] = 128 + image[(y * Side) + x] - (sum / 25);
            }
        }
    }
}
