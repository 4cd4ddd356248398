namespace MaskML.Synth.Rendering;

/// <summary>
/// A picture with an alpha channel, the texture of a <see cref="Surface"/>. Places on it are (angle around the head, height) in
/// units of the head, not pixels. <see cref="CanvasShapes"/> draws on it.
/// </summary>
internal sealed class Canvas
{
    /// <summary>Resolution in pixels per unit of the head.</summary>
    public const float PixelsPerUnit = 84;

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

    /// <summary>Red, green, blue and opacity, 0 to 1, in row order.</summary>
    public Vector4[] Pixels { get; }

    /// <summary>The place of the centre of a pixel.</summary>
    public Vector2 PlaceOf(int x, int y) => new(left + ((x + 0.5f) / PixelsPerUnit), top - ((y + 0.5f) / PixelsPerUnit));

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

    /// <summary>The bilinearly interpolated colour and opacity at a place; transparent outside the canvas.</summary>
    public Vector4 Sample(Vector2 place)
    {
        Vector2 pixel = PixelOf(place);
        float x = pixel.X;
        float y = pixel.Y;
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

    /// <summary>Darkens this canvas under the opaque parts of another one, if there is one, which casts a shadow on it.</summary>
    public void ShadeUnder(Canvas? cover, Vector2 shift, float blur, float strength)
    {
        if (cover is null)
        {
            return;
        }

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

    /// <summary>Draws a smaller canvas on this one, whose opacity does not change.</summary>
    public void Lay(Canvas sheet)
    {
        Vector2 first = PixelOf(sheet.PlaceOf(0, 0));
        Vector2 last = PixelOf(sheet.PlaceOf(sheet.Width - 1, sheet.Height - 1));
        for (int y = Math.Max(0, (int)first.Y); y <= Math.Min(Height - 1, (int)last.Y + 1); y++)
        {
            for (int x = Math.Max(0, (int)first.X); x <= Math.Min(Width - 1, (int)last.X + 1); x++)
            {
                Vector4 over = sheet.Sample(PlaceOf(x, y));
                int i = (y * Width) + x;
                Pixels[i] = Vector4.Lerp(Pixels[i], over with { W = Pixels[i].W }, over.W);
            }
        }
    }

    /// <summary>Paints with a brush through a mask.</summary>
    /// <param name="at">Position of the mask in pixels of the canvas.</param>
    /// <param name="mask">Coverage of each pixel, 0 to 255, in row order.</param>
    /// <param name="brush">Colour, opacity and mode.</param>
    public void Blend(Rect at, byte[] mask, Brush brush)
    {
        for (int y = at.Top, m = 0; y < at.Bottom; y++)
        {
            for (int i = (y * Width) + at.Left; i < (y * Width) + at.Right; i++, m++)
            {
                if (mask[m] > 0)
                {
                    Pixels[i] = Mix(Pixels[i], brush, mask[m] / 255f * brush.Opacity);
                }
            }
        }
    }

    /// <summary>The fractional pixel coordinates of a place; the centre of the first pixel is (0, 0).</summary>
    public Vector2 PixelOf(Vector2 place) => new(((place.X - left) * PixelsPerUnit) - 0.5f, ((top - place.Y) * PixelsPerUnit) - 0.5f);

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
