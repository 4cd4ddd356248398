namespace MaskML.Synth.Rendering;

/// <summary>A frame buffer: a colour in linear light and a depth for each pixel. Not thread-safe.</summary>
internal sealed class Stage
{
    private readonly Vector3[] colors;
    private readonly float[] depths;

    /// <summary>Creates a stage that shows a background.</summary>
    /// <param name="background">BGR picture, 8 bits.</param>
    public Stage(Mat background)
    {
        Width = background.Width;
        Height = background.Height;
        background.GetArray(out Vec3b[] pixels);
        colors = Array.ConvertAll(pixels, p => Linear(new Vector3(p.Item2, p.Item1, p.Item0) / 255f));
        depths = new float[colors.Length];
        Clear();
    }

    /// <summary>Width in pixels.</summary>
    public int Width { get; }

    /// <summary>Height in pixels.</summary>
    public int Height { get; }

    /// <summary>Clears the depths, so that what is drawn next covers everything drawn so far.</summary>
    public void Clear() => Array.Fill(depths, float.NegativeInfinity);

    /// <summary>Draws a surface with a depth test.</summary>
    public void Draw(Surface surface, Pose pose, Light light, Material material)
    {
        Vector3[] points = Array.ConvertAll(surface.Points, pose.Project);
        Vector3[] normals = Array.ConvertAll(surface.Normals, pose.Rotate);
        for (int row = 0; row + 1 < surface.Rows; row++)
        {
            for (int column = 0; column + 1 < surface.Columns; column++)
            {
                int a = surface.Index(column, row);
                int b = surface.Index(column + 1, row);
                int c = surface.Index(column + 1, row + 1);
                int d = surface.Index(column, row + 1);
                Triangle(a, b, c);
                Triangle(a, c, d);
            }
        }

        void Triangle(int i, int j, int k)
        {
            Vector3 a = points[i];
            Vector3 b = points[j];
            Vector3 c = points[k];
            float area = ((b.X - a.X) * (c.Y - a.Y)) - ((b.Y - a.Y) * (c.X - a.X));
            bool away = area >= 0; // With y downwards, triangles that face the viewer have a negative area.
            if (MathF.Abs(area) < 1e-6f || (away && !material.TwoSided))
            {
                return;
            }

            int left = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.X, MathF.Min(b.X, c.X)) - 0.5f));
            int right = Math.Min(Width - 1, (int)MathF.Floor(MathF.Max(a.X, MathF.Max(b.X, c.X)) - 0.5f));
            int top = Math.Max(0, (int)MathF.Ceiling(MathF.Min(a.Y, MathF.Min(b.Y, c.Y)) - 0.5f));
            int bottom = Math.Min(Height - 1, (int)MathF.Floor(MathF.Max(a.Y, MathF.Max(b.Y, c.Y)) - 0.5f));
            float scale = 1 / area;
            for (int y = top; y <= bottom; y++)
            {
                for (int x = left; x <= right; x++)
                {
                    float px = x + 0.5f;
                    float py = y + 0.5f;
                    float u = (((b.X - px) * (c.Y - py)) - ((b.Y - py) * (c.X - px))) * scale;
                    float v = (((c.X - px) * (a.Y - py)) - ((c.Y - py) * (a.X - px))) * scale;
                    float w = 1 - u - v;
                    if (u < 0 || v < 0 || w < 0)
                    {
                        continue;
                    }

                    float depth = (a.Z * u) + (b.Z * v) + (c.Z * w);
                    int at = (y * Width) + x;
                    if (depth + material.Bias < depths[at])
                    {
                        continue;
                    }

                    Vector4 paint = material.Paint is null
                        ? new Vector4(material.Color, 1)
                        : material.Paint.Sample((surface.Places[i] * u) + (surface.Places[j] * v) + (surface.Places[k] * w));
                    if (paint.W <= 0.01f)
                    {
                        continue;
                    }

                    Vector3 normal = (normals[i] * u) + (normals[j] * v) + (normals[k] * w);
                    normal = Vector3.Normalize(away ? -normal : normal);
                    Vector3 lit = light.Shade(normal, Linear(paint.AsVector3()), material.Gloss);
                    colors[at] = Vector3.Lerp(colors[at], lit, paint.W);
                    if (paint.W > 0.5f)
                    {
                        depths[at] = depth;
                    }
                }
            }
        }
    }

    /// <summary>The picture drawn so far: BGR, 8 bits. The caller disposes it.</summary>
    public Mat ToPicture()
    {
        Vec3b[] pixels = Array.ConvertAll(colors, c =>
        {
            Vector3 value = Vector3.SquareRoot(Vector3.Clamp(c, Vector3.Zero, Vector3.One)) * 255f;
            return new Vec3b((byte)MathF.Round(value.Z), (byte)MathF.Round(value.Y), (byte)MathF.Round(value.X));
        });
        var picture = new Mat(Height, Width, MatType.CV_8UC3);
        picture.SetArray(pixels);
        return picture;
    }

    // A gamma of 2 approximates sRGB and is cheap in both directions.
    private static Vector3 Linear(Vector3 color) => color * color;
}
