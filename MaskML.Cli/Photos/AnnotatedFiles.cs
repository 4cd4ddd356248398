using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using OpenCvSharp;

namespace MaskML.Cli.Photos;

/// <summary>Where annotated pictures go: below one folder, named like their photos, each name once.</summary>
/// <param name="folder">The folder.</param>
internal sealed class AnnotatedFiles(string folder)
{
    private const string Fallback = ".jpg";

    private static readonly string[] Written = [".jpg", ".jpeg", ".jpe", ".png", ".bmp", ".webp", ".tif", ".tiff"];

    // Case makes no difference, because it makes none on some file systems.
    private readonly HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Chooses the file for a photo's picture: the same format where OpenCV writes it, else JPEG.</summary>
    /// <param name="relative">The photo's path below the folder that was asked for.</param>
    /// <param name="photo">The photo's full path, which must not be overwritten.</param>
    /// <param name="format">Extension of the format to write; null for the photo's.</param>
    /// <exception cref="UsageException">The picture would overwrite its photo.</exception>
    public string Choose(string relative, string photo, string? format = null)
    {
        string extension = Path.GetExtension(relative);
        string stem = Path.Combine(folder, relative[..^extension.Length]);
        string end = format ?? (Written.Contains(extension, StringComparer.OrdinalIgnoreCase) ? extension : Fallback);
        string path = Path.GetFullPath(stem + end);
        for (int number = 2; !taken.Add(path); number++)
        {
            path = Path.GetFullPath(FormattableString.Invariant($"{stem}-{number}{end}"));
        }

        return path.Equals(photo, StringComparison.OrdinalIgnoreCase)
            ? throw new UsageException($"--out {folder}: the annotated picture would overwrite the photo {photo}. Name another folder.")
            : path;
    }

    /// <summary>Encodes and publishes a picture.</summary>
    /// <param name="path">A file that <see cref="Choose"/> chose.</param>
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
