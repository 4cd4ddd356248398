using System.Numerics;
using OpenCvSharp;

namespace MaskML.Train.Synth.Rendering;

/// <summary>
/// A picture with opacity that is wrapped around a <see cref="Surface"/>. Places are (angle around the head, height) in units
/// of the head, not pixels. Shapes are drawn with OpenCV into a small mask, blurred there, and blended.
/// </summary>
internal sealed class Canvas
{
    private const int FractionBits = 4;
    private const float PixelsPerUnit = 84;
    private readonly float left;
    private readonly float top;

    /// <summary>An empty canvas.</summary>
    public Canvas(float left, float right, float bottom, float top, Vector4 fill = default)
    {
        this.left = left;
        this.top = top;
        Width = (int)MathF.Ceiling((right - left) * PixelsPerUnit);
        Height = (int)MathF.Ceiling((top - bottom) * PixelsPerUnit);
        Pixels = new Vector4[Width * Height];
        Array.Fill(Pixels, fill);
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Red, green, blue and opacity, 0..1, row after row.</summary>
    public Vector4[] Pixels { get; }

    /// <summary>The place of a pixel's centre.</summary>
    public Vector2 PlaceOf(int x, int y) => new(left + ((x + 0.5f) / PixelsPerUnit), top - ((y + 0.5f) / PixelsPerUnit));

    /// <summary>Fills a closed polygon.</summary>
    public void Polygon(ReadOnlySpan<Vector2> points, Brush brush)
    {
        Point[] corners = ToPixels(points);
        Blend([corners], 0, brush, (mask, moved) => Cv2.FillPoly(mask, moved, Scalar.White, LineTypes.AntiAlias, FractionBits));
    }

    /// <summary>Fills an ellipse.</summary>
    public void Blob(Vector2 center, float radiusX, float radiusY, Brush brush, float turn = 0)
    {
        Span<Vector2> points = stackalloc Vector2[28];
        (float sin, float cos) = MathF.SinCos(turn);
        for (int i = 0; i < points.Length; i++)
        {
            (float s, float c) = MathF.SinCos(i * MathF.Tau / points.Length);
            points[i] = center + new Vector2((c * radiusX * cos) - (s * radiusY * sin), (c * radiusX * sin) + (s * radiusY * cos));
        }

        Polygon(points, brush);
    }

    /// <summary>Draws an open line.</summary>
    public void Stroke(ReadOnlySpan<Vector2> points, float width, Brush brush) => Strokes([points.ToArray()], width, brush);

    /// <summary>Draws many open lines at once: where they cross they do not add up.</summary>
    public void Strokes(IReadOnlyList<Vector2[]> lines, float width, Brush brush)
    {
        Point[][] pixels = [.. lines.Select(line => ToPixels(line))];
        float thickness = width * PixelsPerUnit;
        int whole = Math.Max(1, (int)MathF.Round(thickness));

        // A line thinner than a pixel is a fainter line of one pixel.
        Brush fit = brush with { Opacity = brush.Opacity * Math.Min(1, thickness / whole) };
        Blend(pixels, whole, fit, (mask, moved) => Cv2.Polylines(mask, moved, false, Scalar.White, whole, LineTypes.AntiAlias, FractionBits));
    }

    /// <summary>Changes every pixel.</summary>
    public void Each(Func<Vector2, int, Vector4, Vector4> change)
    {
        for (int y = 0, i = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++, i++)
            {
                Pixels[i] = change(PlaceOf(x, y), i, Pixels[i]);
            }
        }
    }

    /// <summary>The colour and opacity at a place, between the pixels; transparent outside.</summary>
    public Vector4 Sample(Vector2 place)
    {
        float x = ((place.X - left) * PixelsPerUnit) - 0.5f;
        float y = ((top - place.Y) * PixelsPerUnit) - 0.5f;
        if (x < -0.5f || y < -0.5f || x > Width - 0.5f || y > Height - 0.5f)
        {
            return Vector4.Zero;
        }

        int x0 = Math.Clamp((int)MathF.Floor(x), 0, Width - 2);
        int y0 = Math.Clamp((int)MathF.Floor(y), 0, Height - 2);
        int i = (y0 * Width) + x0;
        float fx = Math.Clamp(x - x0, 0, 1);
        return Vector4.Lerp(
            Vector4.Lerp(Pixels[i], Pixels[i + 1], fx),
            Vector4.Lerp(Pixels[i + Width], Pixels[i + Width + 1], fx),
            Math.Clamp(y - y0, 0, 1));
    }

    /// <summary>Darkens this canvas around the opaque parts of another, as things that lie on it do.</summary>
    public void ShadeUnder(Canvas cover, Vector2 shift, float blur, float strength)
    {
        using var alpha = new Mat(Height, Width, MatType.CV_32FC1);
        var values = new float[Pixels.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = cover.Sample(PlaceOf(i % Width, i / Width) - shift).W;
        }

        alpha.SetArray(values);
        Cv2.GaussianBlur(alpha, alpha, default, blur * PixelsPerUnit);
        alpha.GetArray(out values);
        for (int i = 0; i < values.Length; i++)
        {
            float light = 1 - (strength * values[i]);
            Pixels[i] *= new Vector4(light, light, light, 1);
        }
    }

    private Point[] ToPixels(ReadOnlySpan<Vector2> points)
    {
        var pixels = new Point[points.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            // OpenCV counts from the centre of the first pixel.
            float x = ((points[i].X - left) * PixelsPerUnit) - 0.5f;
            float y = ((top - points[i].Y) * PixelsPerUnit) - 0.5f;
            pixels[i] = new Point((int)MathF.Round(x * (1 << FractionBits)), (int)MathF.Round(y * (1 << FractionBits)));
        }

        return pixels;
    }

    private void Blend(Point[][] lines, int thickness, Brush brush, Action<Mat, Point[][]> draw)
    {
        Point[] points = [.. lines.SelectMany(line => line)];
        if (points.Length == 0)
        {
            return;
        }

        float sigma = brush.Blur * PixelsPerUnit;
        int pad = 2 + thickness + (int)MathF.Ceiling(3 * sigma);
        int x0 = Math.Max(0, (points.Min(p => p.X) >> FractionBits) - pad);
        int y0 = Math.Max(0, (points.Min(p => p.Y) >> FractionBits) - pad);
        int x1 = Math.Min(Width, (points.Max(p => p.X) >> FractionBits) + pad + 1);
        int y1 = Math.Min(Height, (points.Max(p => p.Y) >> FractionBits) + pad + 1);
        if (x1 <= x0 || y1 <= y0)
        {
            return;
        }

        using var mask = new Mat(y1 - y0, x1 - x0, MatType.CV_8UC1, Scalar.Black);
        var origin = new Point(x0 << FractionBits, y0 << FractionBits);
        draw(mask, Array.ConvertAll(lines, line => Array.ConvertAll(line, point => point - origin)));
        if (sigma > 0.3f)
        {
            Cv2.GaussianBlur(mask, mask, default, sigma);
        }

        mask.GetArray(out byte[] cover);
        for (int y = y0, m = 0; y < y1; y++)
        {
            for (int i = (y * Width) + x0; i < (y * Width) + x1; i++, m++)
            {
                if (cover[m] > 0)
                {
                    Pixels[i] = Mix(Pixels[i], brush, cover[m] / 255f * brush.Opacity);
                }
            }
        }
    }

    private static Vector4 Mix(Vector4 below, Brush brush, float amount)
    {
        switch (brush.Mode)
        {
            case BrushMode.Multiply:
                Vector3 factor = Vector3.Lerp(Vector3.One, brush.Color, amount);
                return below * new Vector4(factor, 1);
            case BrushMode.Erase:
                return below with { W = below.W * (1 - amount) };
            case BrushMode.Inside:
                return Vector4.Lerp(below, new Vector4(brush.Color, below.W), amount);
            default:
                float alpha = amount + (below.W * (1 - amount));
                Vector4 mixed = Vector4.Lerp(below, new Vector4(brush.Color, 0), amount / alpha);
                return mixed with { W = alpha };
        }
    }
}
