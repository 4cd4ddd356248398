using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Imaging;
using OpenCvSharp;

namespace MaskML.Train.Data;

/// <summary>
/// The crops of samples. Those cut while the files were inspected wait here, up to a bound in bytes, so that nothing is decoded
/// twice as long as they fit; a crop is handed out once and then forgotten. Any other is decoded again.
/// </summary>
/// <param name="cropper">Cuts faces.</param>
/// <param name="maxMegapixels">Largest picture to accept.</param>
public sealed class CropSource(Cropper cropper, double maxMegapixels) : IDisposable
{
    /// <summary>Bound of the crops that wait, whatever the size of the data set.</summary>
    private const long MaxBytes = 384L << 20;

    // OpenCV's memory: as arrays, hundreds of megabytes that live on would be copied from one generation of the heap to the next.
    private readonly ConcurrentDictionary<(string Path, Target Target), Mat> waiting = new();
    private long bytes;

    /// <summary>Side of the crops in pixels.</summary>
    public int Size => cropper.Size;

    /// <summary>Cuts a picture's crops while it is decoded. Can be called from several threads at once.</summary>
    /// <param name="file">The file.</param>
    /// <param name="picture">Its BGR picture.</param>
    public void Offer(InspectedFile file, Mat picture)
    {
        ArgumentNullException.ThrowIfNull(file);
        foreach (Target target in file.Targets)
        {
            int length = CropTensor.Length(cropper.Size);
            if (Interlocked.Add(ref bytes, length) > MaxBytes)
            {
                Interlocked.Add(ref bytes, -length);
                return;
            }

            Mat crop = Cut(picture, target.Box);
            if (!waiting.TryAdd((file.File.Path, target), crop))
            {
                Interlocked.Add(ref bytes, -length);
                crop.Dispose();
            }
        }
    }

    /// <summary>The crop of a sample. Can be called from several threads at once.</summary>
    /// <param name="sample">The sample.</param>
    /// <returns>A BGR crop, owned by the caller.</returns>
    /// <exception cref="ImageException">The file has changed since it was inspected and cannot be decoded any more.</exception>
    public Mat Crop(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        if (waiting.TryRemove((sample.File.Path, sample.Target), out Mat? crop))
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
    /// <exception cref="ImageException">The file has changed since it was inspected and cannot be decoded any more.</exception>
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

    /// <summary>32 bytes that stand for a sample's crop: its file's content and how it is cut.</summary>
    /// <param name="sample">The sample.</param>
    public byte[] Key(Sample sample)
    {
        ArgumentNullException.ThrowIfNull(sample);
        string cut = sample.Box is { } box
            ? string.Create(CultureInfo.InvariantCulture, $"face {box.X} {box.Y} {box.Width} {box.Height} margin {cropper.Margin:R}")
            : "whole";
        byte[] how = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{cut} {cropper.Size} {Cropper.Interpolation}"));
        return SHA256.HashData([.. sample.ContentHash.Span, .. how]);
    }

    /// <summary>Lets go of the crops that nobody asked for.</summary>
    public void Dispose()
    {
        foreach (Mat crop in waiting.Values)
        {
            crop.Dispose();
        }

        waiting.Clear();
    }
}
