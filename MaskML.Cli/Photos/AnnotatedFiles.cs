using MaskML.Predict.Files;
using OpenCvSharp;

namespace MaskML.Cli.Photos;

/// <summary>Names the annotated pictures: in one folder, like their photos, each name once.</summary>
/// <param name="folder">The folder.</param>
internal sealed class AnnotatedFiles(string folder)
{
    private const string Fallback = ".jpg";

    private static readonly string[] Written = [".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff"];

    // Some file systems ignore case.
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Chooses the file of a photo's picture, in the same format if OpenCV writes it, otherwise JPEG.</summary>
    /// <param name="relative">The photo's path relative to the folder that the user named.</param>
    /// <param name="format">Extension of the format to write; null for the photo's.</param>
    public string Choose(string relative, string? format = null)
    {
        string extension = Path.GetExtension(relative);
        string stem = Path.Combine(folder, relative[..^extension.Length]);
        string end = format ?? (Written.Contains(extension, StringComparer.OrdinalIgnoreCase) ? extension : Fallback);
        string path = Path.GetFullPath(stem + end);
        for (int number = 2; !taken.Add(path); number++)
        {
            path = Path.GetFullPath(FormattableString.Invariant($"{stem}-{number}{end}"));
        }

        return path;
    }

    /// <summary>Creates the folder.</summary>
    /// <exception cref="InputException">It cannot be created.</exception>
    public void CreateFolder() => FileFault.Explain(
        () => Directory.CreateDirectory(folder), e => new InputException($"--out {folder}: the folder cannot be made: {e.Message}", e));

    /// <summary>Encodes and publishes a picture.</summary>
    /// <param name="path">A file that <see cref="Choose"/> returned.</param>
    /// <param name="picture">The picture.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void Write(string path, Mat picture)
    {
        try
        {
            Cv2.ImEncode(Path.GetExtension(path), picture, out byte[] bytes);
            AtomicFile.Write(path, stream => stream.Write(bytes));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OpenCVException)
        {
            throw new InputException($"the annotated picture {path} cannot be written: {e.Message}", e);
        }
    }
}
