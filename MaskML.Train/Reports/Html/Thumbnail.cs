using MaskML.Predict.Imaging;

namespace MaskML.Train.Reports.Html;

/// <summary>Small JPEG pictures.</summary>
internal static class Thumbnail
{
    /// <summary>The longer side in pixels.</summary>
    public const int Side = 160;

    private const int Quality = 82;

    /// <summary>The margin around a face, as a share of its longer side; it makes the person recognisable.</summary>
    private const double Margin = 0.3;

    /// <summary>Makes a thumbnail.</summary>
    /// <param name="file">The image.</param>
    /// <param name="box">The face to cut out, or null for the whole image.</param>
    /// <param name="maxMegapixels">Largest picture to decode.</param>
    /// <returns>The bytes of a JPEG file; null if the file cannot be read.</returns>
    public static byte[]? TryMake(string file, Rect? box, double maxMegapixels)
    {
        try
        {
            using Mat picture = ImageDecoder.Read(file, maxMegapixels);
            using Mat small = box is { } face && Overlaps(face, picture) ? new Cropper(Side, Margin).Face(picture, face) : Shrink(picture);
            Cv2.ImEncode(".jpg", small, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, Quality));
            return jpeg;
        }
        catch (ImageException)
        {
            return null;
        }
    }

    private static bool Overlaps(Rect box, Mat picture)
    {
        Rect inside = box & new Rect(0, 0, picture.Width, picture.Height);
        return inside.Width > 0 && inside.Height > 0;
    }

    private static Mat Shrink(Mat picture)
    {
        double scale = Math.Min(1, Side / (double)Math.Max(picture.Width, picture.Height));
        var small = new Mat();
        Cv2.Resize(
            picture,
            small,
            new Size(Math.Max(1, (int)Math.Round(picture.Width * scale)), Math.Max(1, (int)Math.Round(picture.Height * scale))),
            0,
            0,
            InterpolationFlags.Area);
        return small;
    }
}
