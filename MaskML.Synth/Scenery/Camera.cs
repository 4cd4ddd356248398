namespace MaskML.Synth.Scenery;

/// <summary>Effects of camera and file format: exposure, colour cast, blur, low resolution, noise, JPEG compression.</summary>
/// <param name="Exposure">Factor of the brightness.</param>
/// <param name="Contrast">Factor of the contrast.</param>
/// <param name="Saturation">Factor of the saturation; 0 is grey.</param>
/// <param name="Cast">Colour cast: factor of blue and divisor of red.</param>
/// <param name="Blur">Standard deviation in pixels of a picture 100 pixels wide.</param>
/// <param name="Motion">Length of the motion blur, in the same unit.</param>
/// <param name="Detail">Share of the resolution that is kept, 0 to 1.</param>
/// <param name="Noise">Standard deviation of the noise on the scale 0 to 255.</param>
/// <param name="Quality">JPEG quality.</param>
internal sealed record Camera(
    float Exposure, float Contrast, float Saturation, float Cast, float Blur, float Motion, float Detail, float Noise, int Quality)
{
    /// <summary>A random camera.</summary>
    public static Camera Sample(Dice dice) => new(
        1.08f + dice.Around(0.22f),
        1 + dice.Around(0.25f),
        dice.Chance(0.07f) ? 0 : 1 + dice.Around(0.5f),
        1 + dice.Around(0.2f),
        dice.Chance(0.5f) ? 0 : dice.Between(0.2f, 0.9f),
        dice.Chance(0.88f) ? 0 : dice.Between(2, 4),
        dice.Chance(0.6f) ? 1 : dice.Between(0.5f, 1f),
        dice.Chance(0.4f) ? 0 : dice.Between(0, 7),
        30 + dice.Below(66));

    /// <summary>A random camera that leaves the small faces of a photo recognisable.</summary>
    public static Camera SampleMild(Dice dice)
    {
        Camera camera = Sample(dice);
        return camera with { Blur = camera.Blur * 0.12f, Motion = 0, Detail = 1, Noise = camera.Noise * 0.6f };
    }

    /// <summary>Renders the scene at its final size.</summary>
    /// <param name="dice">Random numbers.</param>
    /// <param name="scene">BGR, 8 bits, at least as large as the result.</param>
    /// <param name="width">Width of the result.</param>
    /// <param name="height">Height of the result.</param>
    /// <returns>BGR, 8 bits, owned by the caller.</returns>
    public Mat Take(Dice dice, Mat scene, int width, int height)
    {
        var picture = new Mat();
        Cv2.Resize(scene, picture, new Size(width, height), 0, 0, InterpolationFlags.Area);
        if (Detail < 1)
        {
            // A distant face: sampled with fewer pixels and enlarged.
            var few = new Size(Math.Max(20, (int)(width * Detail)), Math.Max(20, (int)(height * Detail)));
            Cv2.Resize(picture, picture, few, 0, 0, InterpolationFlags.Area);
            InterpolationFlags enlarge = dice.Pick(InterpolationFlags.Linear, InterpolationFlags.Cubic, InterpolationFlags.Nearest);
            Cv2.Resize(picture, picture, new Size(width, height), 0, 0, enlarge);
        }

        float scale = Math.Min(width, height) / 100f;
        if (Blur * scale > 0.3f)
        {
            Cv2.GaussianBlur(picture, picture, default, Blur * scale);
        }

        int length = (int)MathF.Round(Motion * scale);
        if (length > 1)
        {
            using Mat kernel = Mat.Zeros(length, length, MatType.CV_32FC1);
            int end = dice.Below(length);
            Cv2.Line(kernel, new Point(0, end), new Point(length - 1, length - 1 - end), Scalar.White);
            using Mat even = kernel / Cv2.Sum(kernel).Val0;
            Cv2.Filter2D(picture, picture, -1, even);
        }

        Develop(dice, picture);
        return picture;
    }

    /// <summary>Encodes a picture.</summary>
    public byte[] Encode(Mat picture)
    {
        Cv2.ImEncode(".jpg", picture, out byte[] bytes, new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
        return bytes;
    }

    private void Develop(Dice dice, Mat picture)
    {
        picture.GetArray(out Vec3b[] pixels);
        for (int i = 0; i < pixels.Length; i++)
        {
            float blue = pixels[i].Item0 * Cast;
            float green = pixels[i].Item1;
            float red = pixels[i].Item2 / Cast;
            float grey = (0.114f * blue) + (0.587f * green) + (0.299f * red);
            float grain = Noise > 0 ? dice.Around(Noise * 2) : 0;
            byte Channel(float value)
            {
                float developed = grey + (Saturation * (value - grey));
                developed = 118 + (Contrast * ((developed * Exposure) - 118)) + grain;
                return (byte)Math.Clamp(MathF.Round(developed), 0, 255);
            }

            pixels[i] = new Vec3b(Channel(blue), Channel(green), Channel(red));
        }

        picture.SetArray(pixels);
    }
}
