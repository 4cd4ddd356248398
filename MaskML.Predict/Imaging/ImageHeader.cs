using SkiaSharp;

namespace MaskML.Predict.Imaging;

/// <summary>What is known of an encoded picture before its pixels are decoded, and checked so that decoding it is safe.</summary>
/// <param name="Width">Width in pixels, before EXIF orientation is applied.</param>
/// <param name="Height">Height in pixels, before EXIF orientation is applied.</param>
/// <param name="Reduction">1, or the factor by which both sides can shrink while a JPEG is decoded and still be large.</param>
/// <param name="DecodingBytes">The most memory that decoding takes with this reduction, including the turned picture.</param>
internal readonly record struct ImageHeader(int Width, int Height, int Reduction, long DecodingBytes)
{
    private const string Expected = "the content is not an image (JPEG, PNG, BMP or WebP expected)";

    // Searched on some scale anyway, so that more pixels cost time and memory for nothing.
    private const double LargeMegapixels = 25;

    // Beyond it a picture is a line, in which no face fits.
    private const int MostElongated = 32;

    // Each scan is a pass over all pixels and may have a kilobyte only: a small file could occupy a core for minutes.
    private const int MostScans = 100;
    private const int UsualScans = 16;
    private const double MostScannedMegapixels = 400;

    // Bytes a pixel: the picture and its turned copy; what libraries hold besides, for interlaced, progressive and lossless pictures.
    private const int Picture = 6;
    private const int Interlaced = 8;
    private const int Coefficients = 6;
    private const int Canvas = 4;

    /// <summary>Reads and checks the header and the structure of an encoded image.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="maxMegapixels">Largest number of pixels to accept, in millions.</param>
    /// <exception cref="ImageException">The bytes are not a usable image.</exception>
    public static ImageHeader Check(byte[] bytes, double maxMegapixels)
    {
        if (bytes.Length == 0)
        {
            throw new ImageException(ImageFault.Empty, "the file is empty, or not an ordinary one");
        }

        (int width, int height, SKEncodedImageFormat format) = Read(bytes);
        double megapixels = (double)width * height / 1e6;
        if (megapixels > maxMegapixels)
        {
            throw new ImageException(
                ImageFault.TooLarge,
                FormattableString.Invariant(
                    $"{width} x {height} pixels are {megapixels:0.#} megapixels, at most {maxMegapixels:0.#} are accepted"));
        }

        if (Math.Max(width, height) > (long)MostElongated * Math.Min(width, height))
        {
            throw new ImageException(
                ImageFault.Undecodable,
                $"{width} x {height} pixels are a line rather than a picture: one side may be at most {MostElongated} times the other");
        }

        return format switch
        {
            SKEncodedImageFormat.Jpeg => CheckJpeg(bytes, width, height, megapixels),
            SKEncodedImageFormat.Png => CheckPng(bytes, width, height),
            _ => Plain(width, height, format == SKEncodedImageFormat.Webp ? Picture + Canvas : Picture),
        };
    }

    private static ImageHeader CheckJpeg(byte[] bytes, int width, int height, double megapixels)
    {
        int scans = JpegStream.Scans(bytes);
        int most = (int)Math.Clamp(MostScannedMegapixels / megapixels, UsualScans, MostScans);
        if (scans > most)
        {
            throw new ImageException(
                ImageFault.Undecodable, $"the JPEG has {scans} scans, at most {most} are accepted; cameras and programs write about ten");
        }

        if (JpegStream.IsTruncated(bytes))
        {
            // OpenCV fills the missing rows with grey and reports no error.
            throw new ImageException(ImageFault.Truncated, "the JPEG ends before its last row (no end-of-image marker)");
        }

        int reduction = megapixels > LargeMegapixels ? 2 : 1;
        long pixels = (long)width * height;
        return new(width, height, reduction, (Picture * pixels / (reduction * reduction)) + (scans > 1 ? Coefficients * pixels : 0));
    }

    private static ImageHeader CheckPng(byte[] bytes, int width, int height)
    {
        if (PngStream.IsTruncated(bytes))
        {
            throw new ImageException(ImageFault.Truncated, "the PNG ends before its last chunk; the file is damaged or cut off");
        }

        return PngStream.InflatesBeyondRows(bytes)
            ? throw new ImageException(
                ImageFault.Undecodable, $"the data of the PNG inflate to more than its {width} x {height} pixels")
            : Plain(width, height, PngStream.IsInterlaced(bytes) ? Picture + Interlaced : Picture);
    }

    private static ImageHeader Plain(int width, int height, int bytesPerPixel) =>
        new(width, height, 1, (long)width * height * bytesPerPixel);

    private static unsafe (int Width, int Height, SKEncodedImageFormat Format) Read(byte[] bytes)
    {
        fixed (byte* start = bytes)
        {
            using SKData data = SKData.Create((IntPtr)start, bytes.Length);
            using SKCodec? codec = SKCodec.Create(data);
            return codec?.EncodedFormat
                is SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Webp
                ? (codec.Info.Width, codec.Info.Height, codec.EncodedFormat)
                : throw new ImageException(ImageFault.NotAnImage, Expected);
        }
    }
}
