namespace MaskML.Synth.Rendering;

/// <summary>A smooth function through given points: cubic Hermite interpolation, constant beyond the ends.</summary>
/// <param name="points">Positions, in ascending order, and values.</param>
internal sealed class Curve(params (float At, float Value)[] points)
{
    /// <summary>The value at a position.</summary>
    public float this[float at]
    {
        get
        {
            if (at <= points[0].At)
            {
                return points[0].Value;
            }

            int i = 1;
            while (i < points.Length && points[i].At < at)
            {
                i++;
            }

            if (i == points.Length)
            {
                return points[^1].Value;
            }

            (float left, float low) = points[i - 1];
            (float right, float high) = points[i];
            float width = right - left;
            float t = (at - left) / width;
            float enter = Slope(i - 1) * width;
            float leave = Slope(i) * width;
            float t2 = t * t;
            float t3 = t2 * t;
            return (((2 * t3) - (3 * t2) + 1) * low) + ((t3 - (2 * t2) + t) * enter)
                + (((3 * t2) - (2 * t3)) * high) + ((t3 - t2) * leave);
        }
    }

    private float Slope(int i)
    {
        (float left, float low) = points[Math.Max(0, i - 1)];
        (float right, float high) = points[Math.Min(points.Length - 1, i + 1)];
        return (high - low) / (right - left);
    }
}
