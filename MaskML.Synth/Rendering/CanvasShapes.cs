namespace MaskML.Synth.Rendering;

/// <summary>Draws shapes on a <see cref="Canvas"/>: with OpenCV into a small mask, which is blurred and then blended.</summary>
internal static class CanvasShapes
{
    private const int FractionBits = 4;

    /// <summary>A symmetric line from left to right. A point on the centre line is its own mirror image.</summary>
    /// <param name="right">Its points from the middle to the right.</param>
    public static Vector2[] Across(params IReadOnlyList<Vector2> right) =>
        [.. right.Reverse().Where(p => p.X > 0).Select(p => p with { X = -p.X }), .. right];

    /// <summary>Fills a closed polygon.</summary>
    public static void Polygon(this Canvas canvas, ReadOnlySpan<Vector2> points, Brush brush)
    {
        Point[] corners = ToPixels(canvas, points);
        Blend(canvas, [corners], 0, brush, (mask, moved) => Cv2.FillPoly(mask, moved, Scalar.White, LineTypes.AntiAlias, FractionBits));
    }

    /// <summary>Fills an ellipse.</summary>
    public static void Blob(this Canvas canvas, Vector2 center, float radiusX, float radiusY, Brush brush, float turn = 0)
    {
        Span<Vector2> points = stackalloc Vector2[28];
        (float sin, float cos) = MathF.SinCos(turn);
        for (int i = 0; i < points.Length; i++)
        {
            (float s, float c) = MathF.SinCos(i * MathF.Tau / points.Length);
            points[i] = center + new Vector2((c * radiusX * cos) - (s * radiusY * sin), (c * radiusX * sin) + (s * radiusY * cos));
        }

        canvas.Polygon(points, brush);
    }

    /// <summary>Draws an open line.</summary>
    public static void Stroke(this Canvas canvas, ReadOnlySpan<Vector2> points, float width, Brush brush) =>
        canvas.Strokes([points.ToArray()], width, brush);

    /// <summary>Draws many open lines at once: crossings are not painted twice.</summary>
    public static void Strokes(this Canvas canvas, IReadOnlyList<Vector2[]> lines, float width, Brush brush)
    {
        Point[][] pixels = [.. lines.Select(line => ToPixels(canvas, line))];
        float thickness = width * Canvas.PixelsPerUnit;
        int whole = Math.Max(1, (int)MathF.Round(thickness));

        // A line thinner than one pixel is drawn one pixel wide and fainter.
        Brush fit = brush with { Opacity = brush.Opacity * Math.Min(1, thickness / whole) };
        Blend(
            canvas,
            pixels,
            whole,
            fit,
            (mask, moved) => Cv2.Polylines(mask, moved, false, Scalar.White, whole, LineTypes.AntiAlias, FractionBits));
    }

    private static Point[] ToPixels(Canvas canvas, ReadOnlySpan<Vector2> points)
    {
        var pixels = new Point[points.Length];
        for (int i = 0; i < pixels.Length; i++)
        {
            Vector2 pixel = canvas.PixelOf(points[i]) * (1 << FractionBits);
            pixels[i] = new Point((int)MathF.Round(pixel.X), (int)MathF.Round(pixel.Y));
        }

        return pixels;
    }

    private static void Blend(Canvas canvas, Point[][] lines, int thickness, Brush brush, Action<Mat, Point[][]> draw)
    {
        Point[] points = [.. lines.SelectMany(line => line)];
        if (points.Length == 0)
        {
            return;
        }

        float sigma = brush.Blur * Canvas.PixelsPerUnit;
        int pad = 2 + thickness + (int)MathF.Ceiling(3 * sigma);
        int x0 = Math.Max(0, (points.Min(p => p.X) >> FractionBits) - pad);
        int y0 = Math.Max(0, (points.Min(p => p.Y) >> FractionBits) - pad);
        int x1 = Math.Min(canvas.Width, (points.Max(p => p.X) >> FractionBits) + pad + 1);
        int y1 = Math.Min(canvas.Height, (points.Max(p => p.Y) >> FractionBits) + pad + 1);
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
        canvas.Blend(Rect.FromLTRB(x0, y0, x1, y1), cover, brush);
    }
}
