using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Imaging;

namespace MaskML.Train.Data;

/// <summary>
/// The crops of samples. Crops that are cut while files are inspected are kept, up to a limit in bytes, so that their files need not be
/// decoded again; each is handed out once. The file of any other crop is decoded again.
/// </summary>
/// <param name="cropper">Cuts faces.</param>
/// <param name="maxMegapixels">Largest picture to accept.</param>
public sealed class CropSource(Cropper cropper, double maxMegapixels) : IDisposable
{
    /// <summary>Limit of the kept crops, whatever the size of the data set.</summary>
    private const long MaxBytes = 384L << 20;

    // Native memory of OpenCV: the garbage collector would copy hundreds of megabytes of long-lived arrays between generations.
    private readonly ConcurrentDictionary<(string Path, Target Target), Mat> kept = new();
    private long bytes;

    /// <summary>Side of the crops in pixels.</summary>
    public int Size => cropper.Size;

    /// <summary>Cuts and keeps the crops of a decoded picture. Thread-safe.</summary>
    /// <param name="file">The file.</param>
    /// <param name="picture">Its BGR picture.</param>
    internal void Offer(InspectedFile file, Mat picture)
    {
        foreach (Target target in file.Targets)
        {
            int length = CropTensor.Length(cropper.Size);
            if (Interlocked.Add(ref bytes, length) > MaxBytes)
            {
                Interlocked.Add(ref bytes, -length);
                return;
            }

            Mat crop = Cut(picture, target.Box);
            if (!kept.TryAdd((file.File.Path, target), crop))
            {
                Interlocked.Add(ref bytes, -length);
                crop.Dispose();
            }
        }
    }

    /// <summary>The crop of a sample. Thread-safe.</summary>
    /// <param name="sample">The sample.</param>
    /// <returns>A BGR crop, owned by the caller.</returns>
    /// <exception cref="ImageException">The file has changed since it was inspected and can no longer be decoded.</exception>
    public Mat Crop(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (kept.TryRemove((sample.File.Path, sample.Target), out Mat? crop))
        {
            Interlocked.Add(ref bytes, -CropTensor.Length(cropper.Size));
            return crop;
        }

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

    /// <summary>A hash of 32 bytes that identifies a sample's crop: of its file's content and of how it is cut.</summary>
    /// <param name="sample">The sample.</param>
    internal byte[] Key(Sample sample)
    {
        string cut = sample.Box is { } box
            ? string.Create(CultureInfo.InvariantCulture, $"face {box.X} {box.Y} {box.Width} {box.Height} margin {cropper.Margin:R}")
            : "whole";
        byte[] how = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cut} {cropper.Size} {Cropper.Interpolation}"));
        return SHA256.HashData([.. sample.ContentHash.Span, .. how]);
    }

    /// <summary>Disposes the crops that were not requested.</summary>
    public void Dispose()
    {
        foreach (Mat crop in kept.Values)
        {
            crop.Dispose();
        }

        kept.Clear();
    }
}
