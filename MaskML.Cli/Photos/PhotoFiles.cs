using System.IO.Enumeration;
using MaskML.Predict.Files;
using MaskML.Video.Sources;

namespace MaskML.Cli.Photos;

/// <summary>A photo of the command line.</summary>
/// <param name="Source">Its path, as the user named it.</param>
/// <param name="Relative">Its path relative to the folder that the user named, or its file name.</param>
internal sealed record PhotoFile(string Source, string Relative)
{
    /// <summary>Its full path.</summary>
    public string FullPath { get; init; } = Path.GetFullPath(Source);

    /// <summary>Why there is no photo to read; null when there is one.</summary>
    public string? Fault { get; init; }

    /// <summary>Its bytes; null where they are in the file.</summary>
    public byte[]? Content { get; init; }

    /// <summary>Whether it is read from standard input.</summary>
    public bool IsInput => Source == "-";
}

/// <summary>Finds the photos of a command line.</summary>
internal static class PhotoFiles
{
    private const string InputName = "stdin";

    private static readonly HashSet<string> Extensions = new([".jpg", ".jpeg", ".png", ".bmp", ".webp"], StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// Lists the photos: files whatever their names, and the images below folders by their extensions, in ordinal order. A path that does
    /// not exist and a folder without photos stay in the list and fail when they are read, so that the other photos are still processed.
    /// </summary>
    /// <param name="paths">Files and folders.</param>
    /// <param name="output">The folder for annotated pictures, which is skipped; null for none.</param>
    /// <param name="warn">Receives what was left out of each folder.</param>
    public static IReadOnlyList<PhotoFile> List(IReadOnlyList<string> paths, string? output, Action<string> warn)
    {
        string? skipped = output is null ? null : FileIdentity.Of(output).Key;
        return [.. paths
            .SelectMany(path => path == "-" ? [new PhotoFile(path, InputName)]
                : Directory.Exists(path) ? InFolder(path, skipped, warn)
                : [new PhotoFile(path, Path.GetFileName(path))])
            .DistinctBy(photo => photo.FullPath, StringComparer.Ordinal)];
    }

    private static List<PhotoFile> InFolder(string folder, string? skipped, Action<string> warn)
    {
        List<PhotoFile> photos;
        (int hidden, int videos) = (0, 0);
        try
        {
            photos = [.. Images(folder, skipped, Count)
                .Select(path => Path.GetRelativePath(folder, path))
                .OrderBy(relative => relative.Replace('\\', '/'), StringComparer.Ordinal)
                .Select(relative => new PhotoFile(Path.Combine(folder, relative), relative))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [Failed(folder, $"the folder cannot be read: {e.Message}")];
        }

        if (hidden + videos > 0)
        {
            warn(FormattableString.Invariant($"{folder}: left out {hidden} hidden files and folders, and {videos} videos. ")
                + "Name them to have them judged.");
        }

        return photos.Count > 0
            ? photos
            : [Failed(folder, $"no photos in this folder or below it. Expected files that end with {string.Join(", ", Extensions)}.")];

        void Count(bool isHidden)
        {
            hidden += isHidden ? 1 : 0;
            videos += isHidden ? 0 : 1;
        }
    }

    private static PhotoFile Failed(string folder, string fault) => new(folder, Path.GetFileName(folder)) { Fault = fault };

    // Calls back for what is left out: true for something hidden, false for a video.
    private static FileSystemEnumerable<string> Images(string folder, string? skipped, Action<bool> leftOut)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = 0 };
        return new FileSystemEnumerable<string>(folder, (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) =>
            {
                bool isVideo = !entry.IsDirectory && VideoAddress.TryParse(entry.ToFullPath()) is not null;
                if (entry.IsHidden || isVideo)
                {
                    leftOut(entry.IsHidden);
                }

                return !entry.IsDirectory && !entry.IsHidden && IsImage(entry.FileName);
            },

            // A link to a parent folder would recurse for ever.
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                !entry.IsHidden && !entry.Attributes.HasFlag(FileAttributes.ReparsePoint)
                && (skipped is null || FileIdentity.Of(entry.ToFullPath()).Key != skipped),
        };
    }

    private static bool IsImage(ReadOnlySpan<char> name) =>
        Extensions.GetAlternateLookup<ReadOnlySpan<char>>().Contains(Path.GetExtension(name));
}
