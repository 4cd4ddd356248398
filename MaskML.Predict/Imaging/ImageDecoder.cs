using OpenCvSharp;
using SkiaSharp;

namespace MaskML.Predict.Imaging;

/// <summary>
/// Decodes JPEG, PNG, BMP, WebP and the other formats that OpenCV reads into an upright 8-bit BGR picture. The format is recognised
/// by the content, never by the file's name. EXIF orientation is applied; grey, 16-bit, CMYK and transparent pictures become plain
/// BGR; of an animation the first frame is decoded.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Largest picture accepted by default, in megapixels.</summary>
    public const double DefaultMaxMegapixels = 100;

    // Each scan is a pass over all pixels and may have a kilobyte only: a small file could occupy a core for minutes.
    private const int MostScans = 100;

    private static readonly SKEncodedImageFormat[] Common =
        [SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Png, SKEncodedImageFormat.Bmp, SKEncodedImageFormat.Webp];

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxMegapixels">Largest number of pixels to accept, in millions.</param>
    /// <returns>A picture of type <see cref="MatType.CV_8UC3"/> in BGR order, owned by the caller.</returns>
    /// <exception cref="ImageException">The file cannot be read or is not a usable image.</exception>
    public static Mat Read(string path, double maxMegapixels = DefaultMaxMegapixels) => Decode(ReadBytes(path), maxMegapixels);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            // A pipe or a device has no length and may never end.
            return new FileInfo(path).Length > 0 ? File.ReadAllBytes(path) : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException(ImageFault.Unreadable, $"cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Decodes the bytes of one image.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="maxMegapixels">Largest number of pixels to accept, in millions; checked before the pixels are decoded.</param>
    /// <param name="commonOnly">
    /// Refuses everything but JPEG, PNG, BMP and WebP, and JPEGs with very many scans: for files from strangers. The size of other formats
    /// is not known before they are decoded, so that a few bytes could take gigabytes.
    /// </param>
    /// <returns>A picture of type <see cref="MatType.CV_8UC3"/> in BGR order, owned by the caller.</returns>
    /// <exception cref="ImageException">The bytes are not a usable image.</exception>
    public static Mat Decode(byte[] bytes, double maxMegapixels = DefaultMaxMegapixels, bool commonOnly = false)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        if (bytes.Length == 0)
        {
            throw new ImageException(ImageFault.Empty, "the file is empty, or not an ordinary one");
        }

        bool known = TryReadHeader(bytes, out int width, out int height, out SKEncodedImageFormat format);
        if (commonOnly && !(known && Common.Contains(format)))
        {
            throw new ImageException(ImageFault.NotAnImage, "the content is not an image (JPEG, PNG, BMP or WebP expected)");
        }

        if (commonOnly && JpegStream.Scans(bytes) is var scans and > MostScans)
        {
            throw new ImageException(
                ImageFault.Undecodable,
                $"the JPEG has {scans} scans, at most {MostScans} are accepted; cameras and programs write about ten");
        }

        double megapixels = (double)width * height / 1e6;
        if (megapixels > maxMegapixels)
        {
            throw new ImageException(
                ImageFault.TooLarge,
                FormattableString.Invariant(
                    $"{width} x {height} pixels are {megapixels:0.#} megapixels, at most {maxMegapixels:0.#} are accepted"));
        }

        if (PngStream.IsTruncated(bytes))
        {
            throw new ImageException(ImageFault.Truncated, "the PNG ends before its last chunk; the file is damaged or cut off");
        }

        if (JpegStream.IsTruncated(bytes))
        {
            // OpenCV fills the missing rows with grey and reports no error.
            throw new ImageException(ImageFault.Truncated, "the JPEG ends before its last row (no end-of-image marker)");
        }

        Mat picture;
        try
        {
            picture = Cv2.ImDecode(bytes, ImreadModes.Color);
        }
        catch (OpenCVException e)
        {
            throw new ImageException(ImageFault.Undecodable, $"OpenCV cannot decode it: {e.ErrMsg}", e);
        }

        if (picture.Empty())
        {
            picture.Dispose();
            throw known
                ? new ImageException(ImageFault.Undecodable, "the pixels cannot be decoded; the file is damaged or cut off")
                : new ImageException(ImageFault.NotAnImage, "the content is not an image (JPEG, PNG, BMP or WebP expected)");
        }

        return picture;
    }

    private static unsafe bool TryReadHeader(byte[] bytes, out int width, out int height, out SKEncodedImageFormat format)
    {
        fixed (byte* start = bytes)
        {
            using SKData data = SKData.Create((IntPtr)start, bytes.Length);
            using SKCodec? codec = SKCodec.Create(data);
            (width, height, format) = codec is null ? default : (codec.Info.Width, codec.Info.Height, codec.EncodedFormat);
            return codec is not null;
        }
    }
}
