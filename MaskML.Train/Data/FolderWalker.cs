using MaskML.Predict.Files;

namespace MaskML.Train.Data;

/// <summary>
/// Walks folders in ordinal order. Hidden entries are left out; links are followed, but not to a folder above them; a folder that cannot be
/// read is reported instead of thrown.
/// </summary>
internal sealed class FolderWalker(string root, int source, ICollection<SkippedFile> skipped)
{
    private static readonly HashSet<string> Extensions =
        new([".jpg", ".jpeg", ".png", ".bmp", ".webp"], StringComparer.OrdinalIgnoreCase);

    private readonly HashSet<string> hidden = new(StringComparer.Ordinal);

    /// <summary>Number of files without an image extension.</summary>
    public int Ignored { get; private set; }

    /// <summary>Number of hidden files and folders.</summary>
    public int Hidden => hidden.Count;

    /// <summary>Subfolders in ordinal order.</summary>
    public IReadOnlyList<string> Folders(string folder) => Entries(folder, Directory.EnumerateDirectories);

    /// <summary>Image files in a folder and, if <paramref name="deep"/>, below it.</summary>
    public IEnumerable<string> Images(string folder, bool deep = true) => Images(folder, deep, [LinkTrail.Follow(folder).Target]);

    /// <summary>Path inside the source, with forward slashes.</summary>
    public string Relative(string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private IEnumerable<string> Images(string folder, bool deep, IReadOnlyList<string> above)
    {
        foreach (string file in Entries(folder, Directory.EnumerateFiles))
        {
            if (Extensions.Contains(Path.GetExtension(file)))
            {
                yield return file;
            }
            else if (Path.GetFileName(file) != AnnotationFile.Name)
            {
                Ignored++;
            }
        }

        foreach (string child in deep ? Folders(folder) : [])
        {
            string real = LinkTrail.Follow(child).Target;
            string inside = Path.TrimEndingDirectorySeparator(real) + Path.DirectorySeparatorChar;
            if (above.Any(one => one == real || one.StartsWith(inside, StringComparison.Ordinal)))
            {
                skipped.Add(new SkippedFile(Relative(child), $"the link leads back to {real}, a folder above it", source));
                continue;
            }

            foreach (string file in Images(child, true, [.. above, real]))
            {
                yield return file;
            }
        }
    }

    private IReadOnlyList<string> Entries(string folder, Func<string, IEnumerable<string>> list)
    {
        try
        {
            ILookup<bool, string> entries = list(folder).ToLookup(path => Path.GetFileName(path)[0] == '.');
            hidden.UnionWith(entries[true]);
            return [.. entries[false].Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var fault = new SkippedFile(Relative(folder), $"the folder cannot be read: {e.Message}", source);
            if (!skipped.Contains(fault))
            {
                skipped.Add(fault);
            }

            return [];
        }
    }
}
