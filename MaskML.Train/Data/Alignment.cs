using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MaskML.Train.Data;

/// <summary>
/// Aligns one thumbnail with a part of another, by Gauss-Newton steps on the four edges of that part, brightness and contrast, and measures
/// how well the fine structure agrees.
/// </summary>
internal sealed class Alignment
{
    private const int Side = Fingerprint.Side;
    private const int Steps = 3;

    // Faces of two different people reach about these correlations; pairs below them are not aligned further.
    private const double MinCorrelation = 0.85;
    private const double MinCorrelationAfterStep = 0.93;

    // Some rows are enough to tell most pairs of different faces: of 130,000 pairs that agree after all steps, nine are below.
    private const int GlanceRows = 4;
    private const double MinCorrelationAtAGlance = 0.75;

    /// <summary>How far the edges may move, as a share of the side: a crop of 5 % with some slack.</summary>
    private const float Reach = 0.08f;

    private static readonly float[] Across = [.. Enumerable.Range(0, Side).Select(Middle)];
    private static readonly float[] Inside = [.. Enumerable.Range(0, Side).Select(x => x is 0 or Side - 1 ? 0f : 1f)];

    private readonly float[] warped = new float[Side * Side];
    private readonly float[] target = new float[Side * Side];
    private readonly LeastSquares fit = new();

    /// <summary>Correlation of the grey values at the best alignment, at most 1.</summary>
    public double Correlation { get; private set; }

    /// <summary>Correlation of the fine structure, the grey values less their local mean, at the best alignment, at most 1.</summary>
    public double Detail { get; private set; }

    /// <summary>Aligns two thumbnails.</summary>
    /// <param name="copy">The picture that may be a crop.</param>
    /// <param name="original">The picture that may be cropped.</param>
    /// <param name="start">The part of the original to start from.</param>
    public void Align(ReadOnlySpan<byte> copy, ReadOnlySpan<byte> original, Region start)
    {
        (Correlation, Detail) = (Glance(copy, original, start), 0);
        if (Correlation <= MinCorrelationAtAGlance)
        {
            return;
        }

        for (int i = 0; i < target.Length; i += Vector256<float>.Count)
        {
            Floats(copy[i..]).CopyTo(target, i);
        }

        Region region = start;
        Warp(original, region, 1, warped);
        Correlation = GreyCorrelation.Correlate(target, warped);
        for (int step = 0; step < Steps && Correlation > (step == 0 ? MinCorrelation : MinCorrelationAfterStep); step++)
        {
            Region next = Step(region);
            Warp(original, next, 1, warped);
            double correlation = GreyCorrelation.Correlate(target, warped);
            if (correlation <= Correlation)
            {
                Warp(original, region, 1, warped);
                break;
            }

            bool settled = correlation - Correlation < 1e-4;
            (Correlation, region) = (correlation, next);
            if (settled)
            {
                break;
            }
        }

        if (Correlation > MinCorrelationAfterStep)
        {
            Detail = GreyCorrelation.Detail(target, warped);
        }
    }

    private static double Glance(ReadOnlySpan<byte> copy, ReadOnlySpan<byte> original, Region region)
    {
        Span<float> some = stackalloc float[Side * Side / GlanceRows];
        Span<float> others = stackalloc float[Side * Side / GlanceRows];
        for (int i = 0; i < some.Length; i += Vector256<float>.Count)
        {
            Floats(copy[((((i / Side * GlanceRows) + (GlanceRows / 2)) * Side) + (i % Side))..]).CopyTo(some[i..]);
        }

        Warp(original, region, GlanceRows, others);
        return GreyCorrelation.Correlate(some, others);
    }

    /// <summary>Takes every so many rows of a part of a picture, at their full width.</summary>
    private static void Warp(ReadOnlySpan<byte> original, Region region, int every, Span<float> warped)
    {
        Span<int> columns = stackalloc int[Side];
        Span<float> shares = stackalloc float[Side];
        for (int x = 0; x < Side; x++)
        {
            (columns[x], shares[x]) = Position(region.Left, region.Right, x);
        }

        // Down the columns first, many at once, then along the rows.
        Span<float> mixed = stackalloc float[Side];
        for (int y = every / 2; y < Side; y += every)
        {
            (int row, float share) = Position(region.Top, region.Bottom, y);
            ReadOnlySpan<byte> top = original.Slice(row * Side, Side);
            ReadOnlySpan<byte> bottom = original.Slice((row + 1) * Side, Side);
            for (int x = 0; x < mixed.Length; x += Vector256<float>.Count)
            {
                Vector256<float> upper = Floats(top[x..]);
                (upper + (share * (Floats(bottom[x..]) - upper))).CopyTo(mixed[x..]);
            }

            Span<float> to = warped.Slice(y / every * Side, Side);
            for (int x = 0; x < to.Length; x++)
            {
                float left = mixed[columns[x]];
                to[x] = left + (shares[x] * (mixed[columns[x] + 1] - left));
            }
        }
    }

    /// <summary>The next grey values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Floats(ReadOnlySpan<byte> grey)
    {
        var bytes = Vector128.CreateScalar(BinaryPrimitives.ReadUInt64LittleEndian(grey)).AsByte();
        return Vector256.ConvertToSingle(Vector256.WidenLower(Vector128.WidenLower(bytes).ToVector256Unsafe()).AsInt32());
    }

    /// <summary>The middle of a pixel, from -0.5 to 0.5.</summary>
    private static float Middle(int index) => ((index + 0.5f) / Side) - 0.5f;

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
        for (int y = 1; y < Side - 1; y++)
        {
            var v = new Vector<float>(Middle(y));
            for (int x = 0; x < Side; x += Vector<float>.Count)
            {
                int at = (y * Side) + x;
                var inside = new Vector<float>(Inside, x); // No gradient at the edge.
                Vector<float> gx = (new Vector<float>(warped, at + 1) - new Vector<float>(warped, at - 1)) / 2 * inside;
                Vector<float> gy = (new Vector<float>(warped, at + Side) - new Vector<float>(warped, at - Side)) / 2 * inside;
                inside.CopyTo(fit[0][at..]);
                ((new Vector<float>(warped, at) - new Vector<float>(GreyCorrelation.Middle)) * inside).CopyTo(fit[1][at..]);
                gx.CopyTo(fit[2][at..]);
                (gx * new Vector<float>(Across, x)).CopyTo(fit[3][at..]);
                gy.CopyTo(fit[4][at..]);
                (gy * v).CopyTo(fit[5][at..]);
                ((new Vector<float>(target, at) - new Vector<float>(GreyCorrelation.Middle)) * inside).CopyTo(fit[6][at..]);
            }
        }

        Span<double> solution = stackalloc double[LeastSquares.Unknowns];
        if (!fit.Solve(solution) || solution[1] < 0.2)
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
}
