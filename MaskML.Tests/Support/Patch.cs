using MaskML.Predict.Imaging;
using Microsoft.ML.Data;
using OpenCvSharp;

namespace MaskML.Tests.Support;

/// <summary>
/// Drawn pictures that the tiny backbone can tell apart by label: coarse blocks around the colour of the label. Pictures of different
/// seeds are not near-duplicates.
/// </summary>
public static class Patch
{
    private const int Blocks = 8;
    private static readonly Scalar[] Colours = [new(170, 170, 190), new(70, 80, 70), new(60, 100, 200)];

    /// <summary>A square BGR picture.</summary>
    public static Mat Draw(int label, int seed, int size = 64)
    {
        var random = new Random((seed * 31) + label);
        using var blocks = new Mat(Blocks, Blocks, MatType.CV_8UC3);
        Scalar colour = Colours[label];
        for (int i = 0; i < Blocks * Blocks; i++)
        {
            blocks.Set(i / Blocks, i % Blocks, new Vec3b(Around(colour.Val0), Around(colour.Val1), Around(colour.Val2)));
        }

        var picture = new Mat();
        Cv2.Resize(blocks, picture, new Size(size, size), 0, 0, InterpolationFlags.Cubic);
        return picture;

        byte Around(double value) => (byte)Math.Clamp(value + random.Next(-55, 56), 0, 255);
    }

    /// <summary>The same as an image of ML.NET.</summary>
    public static MLImage Image(int label, int seed, int size = 64)
    {
        using Mat picture = Draw(label, seed, size);
        return CropTensor.ToMLImage(picture);
    }

    /// <summary>Writes a folder of pictures for each label.</summary>
    public static void Write(string folder, int count, params string[] labels)
    {
        for (int label = 0; label < labels.Length; label++)
        {
            Directory.CreateDirectory(Path.Combine(folder, labels[label]));
            for (int i = 0; i < count; i++)
            {
                using Mat picture = Draw(label, i);
                Cv2.ImEncode(".png", picture, out byte[] bytes);
                File.WriteAllBytes(Path.Combine(folder, labels[label], $"{i:000}.png"), bytes);
            }
        }
    }
}
