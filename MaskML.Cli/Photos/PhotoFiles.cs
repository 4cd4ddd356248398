using System.IO.Enumeration;

namespace MaskML.Cli.Photos;

/// <summary>The photos that the paths of a command line stand for.</summary>
internal static class PhotoFiles
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];

    /// <summary>
    /// Lists the photos: files as they are, whatever their names; below folders the images by their extensions, in ordinal order.
    /// A path that does not exist stays in the list and fails when it is read, and so does a folder without photos, so that they do not
    /// stop the others.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="output">The folder for annotated pictures, which are no photos; or null.</param>
    public static IReadOnlyList<PhotoFile> List(IReadOnlyList<string> paths, string? output)
    {
        string? skipped = output is null ? null : Path.TrimEndingDirectorySeparator(Path.GetFullPath(output));
        return [.. paths
            .SelectMany(path => Directory.Exists(path) ? InFolder(path, skipped) : [new PhotoFile(path, Path.GetFileName(path))])
            .DistinctBy(photo => photo.FullPath, StringComparer.Ordinal)];
    }

    private static List<PhotoFile> InFolder(string folder, string? skipped)
    {
        List<PhotoFile> photos;
        try
        {
            photos = [.. Images(folder, skipped)
                .Select(path => Path.GetRelativePath(folder, path))
                .OrderBy(relative => relative.Replace('\\', '/'), StringComparer.Ordinal)
                .Select(relative => new PhotoFile(Path.Combine(folder, relative), relative))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Failed(folder, $"the folder cannot be read: {e.Message}")];
        }

        return photos.Count > 0
            ? photos
            : [Failed(folder, $"no photos in this folder or below it. Expected files that end with {string.Join(", ", Extensions)}.")];
    }

    private static PhotoFile Failed(string folder, string fault) => new(folder, Path.GetFileName(folder)) { Fault = fault };

    private static FileSystemEnumerable<string> Images(string folder, string? skipped)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false };
        return new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && IsImage(entry.FileName),

            // A link to a folder above would never end.
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                !entry.Attributes.HasFlag(FileAttributes.ReparsePoint) && entry.ToFullPath() != skipped,
        };
    }

    private static bool IsImage(ReadOnlySpan<char> name)
    {
        ReadOnlySpan<char> extension = Path.GetExtension(name);
        foreach (string known in Extensions)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
