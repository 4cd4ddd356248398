using System.IO.Enumeration;

namespace MaskML.Cli.Photos;

/// <summary>A photo of the command line.</summary>
/// <param name="Source">Its path, as the user named it.</param>
/// <param name="Relative">Its path relative to the folder that the user named, or its file name.</param>
internal sealed record PhotoFile(string Source, string Relative)
{
    /// <summary>Its full path.</summary>
    public string FullPath { get; } = Path.GetFullPath(Source);

    /// <summary>Why there is no photo to read; null when there is one.</summary>
    public string? Fault { get; init; }
}

/// <summary>Finds the photos of a command line.</summary>
internal static class PhotoFiles
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".bmp", ".webp"];

    /// <summary>
    /// Lists the photos: files whatever their names, and the images below folders by their extensions, in ordinal order. A path that does
    /// not exist and a folder without photos stay in the list and fail when they are read, so that the other photos are still processed.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="output">The folder for annotated pictures, which is skipped; null for none.</param>
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

            // A link to a parent folder would recurse for ever.
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
