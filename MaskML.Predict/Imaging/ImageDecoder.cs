using MaskML.Predict.Files;

namespace MaskML.Predict.Imaging;

/// <summary>
/// Decodes JPEG, PNG, BMP and WebP into an upright 8-bit BGR picture. Other formats are refused: their size is not known before they are
/// decoded, so that a few bytes could take gigabytes. The format is recognised by the content, never by the file's name. EXIF orientation
/// is applied; grey, 16-bit, CMYK and transparent pictures become plain BGR; of an animation the first frame is decoded.
/// </summary>
public static class ImageDecoder
{
    /// <summary>Largest picture accepted by default, in megapixels.</summary>
    public const double DefaultMaxMegapixels = 100;

    /// <summary>Reads and decodes a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxMegapixels">Largest number of pixels to accept, in millions.</param>
    /// <returns>A picture of type <see cref="MatType.CV_8UC3"/> in BGR order, owned by the caller.</returns>
    /// <exception cref="ImageException">The file cannot be read or is not a usable image.</exception>
    public static Mat Read(string path, double maxMegapixels = DefaultMaxMegapixels) => Decode(ReadBytes(path), maxMegapixels);

    /// <summary>Reads and checks a file.</summary>
    /// <inheritdoc cref="Read"/>
    internal static EncodedPhoto Open(string path, double maxMegapixels) => EncodedPhoto.Check(ReadBytes(path), maxMegapixels);

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public static byte[] ReadBytes(string path) => FileFault.Explain(
        () => RegularFile.ReadAllBytes(path), e => new ImageException(ImageFault.Unreadable, $"cannot be read: {e.Message}", e));

    /// <summary>Decodes the bytes of one image.</summary>
    /// <param name="bytes">The encoded image.</param>
    /// <param name="maxMegapixels">Largest number of pixels to accept, in millions; checked before the pixels are decoded.</param>
    /// <returns>A picture of type <see cref="MatType.CV_8UC3"/> in BGR order, owned by the caller.</returns>
    /// <exception cref="ImageException">The bytes are not a usable image.</exception>
    public static Mat Decode(byte[] bytes, double maxMegapixels = DefaultMaxMegapixels)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        return EncodedPhoto.Check(bytes, maxMegapixels).DecodeFull();
    }
}
