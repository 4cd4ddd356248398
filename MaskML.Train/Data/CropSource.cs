using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Imaging;

namespace MaskML.Train.Data;

/// <summary>Cuts the crops of samples out of their files.</summary>
/// <param name="cropper">Cuts faces.</param>
/// <param name="maxMegapixels">Largest picture to accept.</param>
public sealed class CropSource(Cropper cropper, double maxMegapixels)
{
    /// <summary>Side of the crops in pixels.</summary>
    public int Size => cropper.Size;

    /// <summary>The crop of a sample. Thread-safe.</summary>
    /// <param name="sample">The sample.</param>
    /// <returns>A BGR crop, owned by the caller.</returns>
    /// <exception cref="ImageException">The file has changed since it was inspected and can no longer be decoded.</exception>
    public Mat Crop(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        using Mat picture = Open(sample.File).Picture;
        return Cut(picture, sample.Box);
    }

    /// <summary>Reads and decodes a file that was inspected before.</summary>
    /// <param name="file">The file.</param>
    /// <returns>Its bytes, and its BGR picture, owned by the caller.</returns>
    /// <exception cref="ImageException">The file has changed since it was inspected and can no longer be decoded.</exception>
    internal (byte[] Bytes, Mat Picture) Open(ImageFile file)
    {
        try
        {
            byte[] bytes = ImageDecoder.ReadBytes(file.Path);
            return (bytes, ImageDecoder.Decode(bytes, maxMegapixels));
        }
        catch (ImageException e)
        {
            throw new ImageException(e.Fault, $"{file.Path} could be used a moment ago and cannot any more: {e.Message}. Run again.", e);
        }
    }

    /// <summary>Cuts a crop out of a picture.</summary>
    /// <param name="picture">A BGR picture.</param>
    /// <param name="box">The face; null for the whole picture.</param>
    /// <returns>A BGR crop, owned by the caller.</returns>
    internal Mat Cut(Mat picture, Rect? box) => box is { } face ? cropper.Face(picture, face) : cropper.Whole(picture);

    /// <summary>A hash of 32 bytes that identifies a crop: of its file's content and of how it is cut.</summary>
    /// <param name="contentHash">SHA-256 of the file's bytes.</param>
    /// <param name="face">The face; null for the whole picture.</param>
    internal byte[] Key(ReadOnlyMemory<byte> contentHash, Rect? face)
    {
        string cut = face is { } box
            ? string.Create(CultureInfo.InvariantCulture, $"face {box.X} {box.Y} {box.Width} {box.Height} margin {cropper.Margin:R}")
            : "whole";
        byte[] how = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cut} {cropper.Size} {Cropper.Interpolation}"));
        return SHA256.HashData([.. contentHash.Span, .. how]);
    }

    /// <inheritdoc cref="Key(ReadOnlyMemory{byte}, Rect?)"/>
    internal byte[] Key(Sample sample) => Key(sample.ContentHash, sample.Box);
}
