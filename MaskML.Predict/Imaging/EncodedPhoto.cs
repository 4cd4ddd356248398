using SkiaSharp;

namespace MaskML.Predict.Imaging;

/// <summary>An encoded picture whose header and structure were checked, so that decoding it takes what its pixels take.</summary>
internal sealed class EncodedPhoto
{
    private const string Expected = "the content is not an image (JPEG, PNG, BMP or WebP expected)";

    // Searched on some scale anyway, so that more pixels cost time and memory for nothing.
    private const double LargeMegapixels = 25;
    private const double SmallMegapixels = 4;

    // Beyond it a picture is a line, in which no face fits.
    private const int MostElongated = 32;

    // Each scan is a pass over all pixels and may have a kilobyte only: a small file could occupy a core for minutes.
    private const int MostScans = 100;
    private const int UsualScans = 16;
    private const double MostScannedMegapixels = 400;

    // Bytes a pixel: the picture, its turned copy, and what libraries hold for interlaced, progressive and lossless pictures.
    private const int Picture = 3;
    private const int Interlaced = 8;
    private const int Coefficients = 6;
    private const int Canvas = 4;

    // What may carry an orientation: APP1 of JPEG, chunks of PNG and WebP.
    private static readonly byte[][] Markers = [[.. "Exif"u8], [.. "eXIf"u8], [.. "EXIF"u8]];

    private readonly byte[] bytes;
    private readonly int reduction;

    private EncodedPhoto(byte[] bytes, int width, int height, int bytesPerPixel, int reduction = 1, int besides = 0)
    {
        (this.bytes, this.reduction, Width, Height) = (bytes, reduction, width, height);
        bool turned = Markers.Any(marker => bytes.AsSpan().IndexOf(marker) >= 0);
        long pixels = (long)width * height;
        DecodingBytes = (pixels * (bytesPerPixel + (turned ? Picture : 0)) / (reduction * reduction)) + (pixels * besides);
    }

    /// <summary>Width in pixels, before EXIF orientation is applied.</summary>
    public int Width { get; }

    /// <summary>Height in pixels, before EXIF orientation is applied.</summary>
    public int Height { get; }

    /// <summary>The most memory that <see cref="Decode()"/> takes.</summary>
    public long DecodingBytes { get; }

    /// <summary>How long it takes to decode and to search, even at half of its size.</summary>
    public PhotoCost Cost => ((long)Width * Height / 1e6) switch
    {
        <= SmallMegapixels => PhotoCost.Small,
        <= LargeMegapixels / 2 => PhotoCost.Ordinary,
        _ => PhotoCost.Large,
    };

    /// <summary>Checks the header and the structure of an encoded image.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="maxMegapixels">Largest number of pixels to accept, in millions.</param>
    /// <exception cref="ImageException">The bytes are not a usable image.</exception>
    public static EncodedPhoto Check(byte[] bytes, double maxMegapixels)
    {
        if (bytes.Length == 0)
        {
            throw new ImageException(ImageFault.Empty, "the file is empty, or not an ordinary one");
        }

        if (PngStream.IsTruncated(bytes))
        {
            throw new ImageException(ImageFault.Truncated, "the PNG ends before its last chunk; the file is damaged or cut off");
        }

        bytes = PngStream.Essence(bytes);
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
            SKEncodedImageFormat.Png when PngStream.IsInterlaced(bytes) => new(bytes, width, height, Picture + Interlaced),
            _ => new(bytes, width, height, format == SKEncodedImageFormat.Webp ? Picture + Canvas : Picture),
        };
    }

    /// <summary>Decodes the picture, a very large JPEG at half of its size.</summary>
    /// <returns>A picture of type <see cref="MatType.CV_8UC3"/> in BGR order, owned by the caller.</returns>
    /// <exception cref="ImageException">The pixels cannot be decoded.</exception>
    public Mat Decode() => Decode(reduction == 1 ? ImreadModes.Color : ImreadModes.ReducedColor2);

    /// <summary>Decodes the picture at its full size.</summary>
    /// <inheritdoc cref="Decode()"/>
    public Mat DecodeFull() => Decode(ImreadModes.Color);

    /// <summary>The factors from pixels of the decoded picture to those of the upright photo, and the size of the photo.</summary>
    /// <param name="decoded">Size of what <see cref="Decode()"/> returned.</param>
    public (int Factor, Size Photo) Enlarge(Size decoded)
    {
        bool upright = reduction == 1 || decoded.Width == (Width + reduction - 1) / reduction;
        return (reduction, reduction == 1 ? decoded : upright ? new Size(Width, Height) : new Size(Height, Width));
    }

    private Mat Decode(ImreadModes mode)
    {
        if (PngStream.InflatesBeyondRows(bytes))
        {
            throw new ImageException(
                ImageFault.Undecodable, $"the data of the PNG inflate to more than its {Width} x {Height} pixels");
        }

        Mat picture;
        try
        {
            picture = Cv2.ImDecode(bytes, mode);
        }
        catch (OpenCVException e)
        {
            throw new ImageException(ImageFault.Undecodable, $"OpenCV cannot decode it: {e.ErrMsg}", e);
        }

        if (picture.Empty())
        {
            picture.Dispose();
            throw new ImageException(ImageFault.Undecodable, "the pixels cannot be decoded; the file is damaged or cut off");
        }

        return picture;
    }

    private static EncodedPhoto CheckJpeg(byte[] bytes, int width, int height, double megapixels)
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

        return new(bytes, width, height, Picture, megapixels > LargeMegapixels ? 2 : 1, scans > 1 ? Coefficients : 0);
    }

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
