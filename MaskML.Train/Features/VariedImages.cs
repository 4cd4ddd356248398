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
        using IProgressPhase phase = progress.Begin("vary", count);
        FileFault.Explain(
            () => Draw(
                count,
                (i, label, picture) =>
                {
                    string shard = (i / FilesAFolder).ToString(CultureInfo.InvariantCulture);
                    string path = Path.Combine(folder, label, shard, $"{i}.jpg");
                    Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                    Cv2.ImEncode(".jpg", picture, out byte[] bytes);
                    File.WriteAllBytes(path, bytes);
                    phase.Advance();
                },
                cancellationToken),
            fault => new InputException($"Cannot write to '{folder}': {fault.Message} Choose a folder that can be written.", fault));
    }

    /// <summary>The fingerprints of the pictures.</summary>
    public Fingerprint[] Fingerprints(int count, CancellationToken cancellationToken)
    {
        var prints = new Fingerprint[count];
        Draw(count, (i, _, picture) => prints[i] = Fingerprint.Of(picture), cancellationToken);
        return prints;
    }

    /// <summary>Draws the pictures. An image is decoded once for all of its pictures.</summary>
    /// <param name="count">Number of pictures.</param>
    /// <param name="drawn">Called on all cores with the number, the label and the pixels of each picture.</param>
    /// <param name="cancellationToken">Stops the work between two pictures.</param>
    private void Draw(int count, Action<int, string, Mat> drawn, CancellationToken cancellationToken)
    {
        ImageFile[] files = [.. DatasetScanner.Scan(data, cancellationToken).Files.Where(file => file.Targets is [{ Box: null }])];
        if (files.Length == 0)
        {
            throw new InputException($"'{string.Join(", ", data.Sources)}' has no images in folders of labels, expected some to vary.");
        }

        int used = Math.Min(count, files.Length);
        var plan = new ViewPlan(Views, seed);
        AllCores.For(
            used,
            first =>
            {
                ImageFile file = files[(int)((long)first * files.Length / used)];
                using Mat whole = ImageDecoder.Read(file.Path, data.MaxMegapixels);
                using Mat square = new Cropper(Side, 0).Whole(whole);
                byte[] key = SHA256.HashData(Encoding.UTF8.GetBytes(file.RelativePath));
                for (int i = first; i < count; i += used)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    using Mat picture = plan[key, 1 + (i / used)].Render(square);
                    drawn(i, file.Targets[0].Label, picture);
                }
            },
            cancellationToken);
    }
}
