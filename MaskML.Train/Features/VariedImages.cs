using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Progress;

namespace MaskML.Train.Features;

/// <summary>
/// Writes a data set of any size from the images of another, to see how a training grows: each picture is a random view of an image, drawn
/// as the views of a training are, so that no two are equal. Its splits share originals, so its accuracy means nothing.
/// </summary>
/// <param name="data">The images to vary; photos with annotated faces are left out.</param>
/// <param name="seed">The same seed draws the same pictures.</param>
internal sealed class VariedImages(DataOptions data, int seed)
{
    private const int Side = 112;

    // A folder of a million files is slow to list.
    private const int FilesAFolder = 10_000;

    private static readonly ViewsOptions Views = new() { Zoom = 0.3, Rotation = 20, Shift = 0.1, Light = 0.3 };

    /// <summary>Writes the pictures as <c>label/number/number.jpg</c>, on all cores.</summary>
    /// <param name="folder">The folder to write to; a file of the same name is replaced.</param>
    /// <param name="count">Number of pictures: of all images in turn, or of images spread evenly over the folder.</param>
    /// <param name="progress">Reports each picture.</param>
    /// <param name="cancellationToken">Stops the work between two pictures.</param>
    /// <exception cref="InputException">There is no image, one cannot be used, or the folder cannot be written.</exception>
    public void Write(string folder, int count, IProgressReporter progress, CancellationToken cancellationToken)
    {
        ImageFile[] files = [.. DatasetScanner.Scan(data, cancellationToken).Files.Where(file => file.Targets is [{ Box: null }])];
        if (files.Length == 0)
        {
            throw new InputException($"'{string.Join(", ", data.Sources)}' has no images in folders of labels, expected some to vary.");
        }

        ImageFile[] drawn = [.. Enumerable.Range(0, Math.Min(count, files.Length)).Select(i =>
            files[count < files.Length ? (int)((long)i * files.Length / count) : i])];
        var plan = new ViewPlan(Views, seed);
        using IProgressPhase phase = progress.Begin("vary", count);
        FileFault.Explain(
            () => AllCores.For(drawn.Length, i => Draw(drawn[i], i), cancellationToken),
            fault => new InputException($"Cannot write to '{folder}': {fault.Message} Choose a folder that can be written.", fault));

        // An image is decoded once for all its pictures: the first of each image come first, then the second ones, and so on.
        void Draw(ImageFile file, int first)
        {
            using Mat picture = ImageDecoder.Read(file.Path, data.MaxMegapixels);
            using Mat square = new Cropper(Side, 0).Whole(picture);
            byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(file.RelativePath));
            for (int i = first; i < count; i += drawn.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                string shard = (i / FilesAFolder).ToString(CultureInfo.InvariantCulture);
                string path = Path.Combine(folder, file.Targets[0].Label, shard, $"{i}.jpg");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                using Mat view = plan[key, 1 + (i / drawn.Length)].Render(square);
                Cv2.ImEncode(".jpg", view, out byte[] bytes);
                File.WriteAllBytes(path, bytes);
                phase.Advance();
            }
        }
    }
}
