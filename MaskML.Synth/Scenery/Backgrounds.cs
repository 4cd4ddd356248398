namespace MaskML.Synth.Scenery;

/// <summary>Backgrounds behind the people.</summary>
internal static class Backgrounds
{
    private static readonly Action<Dice, Mat>[] Motifs =
    [
        (_, _) => { },
        (dice, picture) => Blobs(dice, picture, 12),
        (dice, picture) => Blobs(dice, picture, 40),
        Street,
        (dice, picture) =>
        {
            Street(dice, picture);
            Blobs(dice, picture, 8);
        },
        Lights,
    ];

    /// <summary>A random background.</summary>
    /// <returns>BGR, 8 bits, owned by the caller.</returns>
    public static Mat Draw(Dice dice, int width, int height)
    {
        Vector3 high = Wall(dice);
        Vector3 low = dice.Chance(0.5f) ? high : Wall(dice);
        using Mat gradient = Mat.FromPixelData(2, 1, MatType.CV_8UC3, new[] { Pixel(high), Pixel(low) });
        var picture = new Mat();
        Cv2.Resize(gradient, picture, new Size(width, height), 0, 0, InterpolationFlags.Linear);
        Motifs[dice.Below(Motifs.Length)](dice, picture);

        float blur = dice.Weighted((1f, 0.002f), (2f, dice.Between(0.005f, 0.02f)), (2f, dice.Between(0.02f, 0.07f))) * height;
        if (blur > 0.4f)
        {
            Cv2.GaussianBlur(picture, picture, default, blur);
        }

        float[] texture = Noise.Fractal(dice, width, height, 6, 6, 4);
        float strength = dice.Between(0, 22);
        picture.GetArray(out Vec3b[] pixels);
        for (int i = 0; i < pixels.Length; i++)
        {
            float add = strength * texture[i];
            pixels[i] = new Vec3b(Byte(pixels[i].Item0 + add), Byte(pixels[i].Item1 + add), Byte(pixels[i].Item2 + add));
        }

        picture.SetArray(pixels);
        return picture;
    }

    private static Vector3 Wall(Dice dice) => dice.Weighted(
        (2f, Tone.Grey(dice.Between(0.8f, 1f))),
        (2f, Tone.Grey(dice.Between(0.02f, 0.2f))),
        (3f, Tone.Grey(dice.Between(0.2f, 0.8f))),
        (4f, Tone.Hsv(dice.Between(0, 6), dice.Between(0.05f, 0.6f), dice.Between(0.2f, 0.95f))));

    private static void Blobs(Dice dice, Mat picture, int count)
    {
        for (int i = 0; i < count; i++)
        {
            var center = new Point(dice.Below(picture.Width), dice.Below(picture.Height));
            var axes = new Size(1 + dice.Below(picture.Width / 4), 1 + dice.Below(picture.Height / 4));
            Cv2.Ellipse(picture, center, axes, dice.Below(180), 0, 360, Color(Tone.Cloth(dice)), -1, LineTypes.AntiAlias);
        }
    }

    private static void Street(Dice dice, Mat picture)
    {
        (int width, int height) = (picture.Width, picture.Height);
        int x = 0;
        while (x < width)
        {
            int wide = (width / 12) + dice.Below(Math.Max(2, width / 3));
            int top = dice.Below(height / 2);
            Vector3 wall = Wall(dice);
            Cv2.Rectangle(picture, new Rect(x, top, wide, height), Color(wall), -1);
            int pane = Math.Max(3, wide / (2 + dice.Below(4)));
            for (int y = top + (pane / 2); dice.Chance(0.9f) && y < height; y += pane * 3 / 2)
            {
                for (int w = x + (pane / 3); w + (pane / 2) < x + wide; w += pane)
                {
                    var window = new Rect(w, y, Math.Max(1, pane / 2), Math.Max(1, pane * 2 / 3));
                    Cv2.Rectangle(picture, window, Color(wall * dice.Between(0.4f, 1.3f)), -1);
                }
            }

            x += wide;
        }

        if (dice.Chance(0.5f))
        {
            int ground = height * (6 + dice.Below(3)) / 10;
            Cv2.Rectangle(picture, new Rect(0, ground, width, height), Color(Wall(dice)), -1);
        }
    }

    private static void Lights(Dice dice, Mat picture)
    {
        using Mat dark = picture * 0.4;
        dark.CopyTo(picture);
        for (int i = 0; i < 25; i++)
        {
            Vector3 glow = Tone.Hsv(dice.Between(0, 1.5f), dice.Between(0.1f, 0.7f), 1);
            var center = new Point(dice.Below(picture.Width), dice.Below(picture.Height));
            Cv2.Circle(picture, center, 2 + dice.Below(Math.Max(2, picture.Width / 18)), Color(glow), -1, LineTypes.AntiAlias);
        }
    }

    private static Scalar Color(Vector3 color)
    {
        Vec3b pixel = Pixel(color);
        return new Scalar(pixel.Item0, pixel.Item1, pixel.Item2);
    }

    private static Vec3b Pixel(Vector3 color) => new(Byte(color.Z * 255), Byte(color.Y * 255), Byte(color.X * 255));

    private static byte Byte(float value) => (byte)Math.Clamp(MathF.Round(value), 0, 255);
}
