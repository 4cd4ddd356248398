using MaskML.Predict.Files;

namespace MaskML.Train.Data;

/// <summary>What a scan found.</summary>
/// <param name="Files">Images with their labels: by source, then in ordinal order of the relative path.</param>
/// <param name="Skipped">Folders, photos and boxes that cannot be used, with the reason.</param>
/// <param name="Notes">Remarks for the user, such as the number of files without a label.</param>
internal sealed record ScanResult(IReadOnlyList<ImageFile> Files, IReadOnlyList<SkippedFile> Skipped, IReadOnlyList<string> Notes);

/// <summary>
/// Finds the images of the configured folders and their labels. A folder holds <c>annotations.json</c> beside photos,
/// <c>{Train,Validation,Test}/&lt;label&gt;/…</c>, or <c>&lt;label&gt;/…</c>. No image is opened.
/// </summary>
internal static class DatasetScanner
{
    private static readonly Dictionary<string, Split> SplitNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["train"] = Split.Train,
        ["training"] = Split.Train,
        ["validation"] = Split.Validation,
        ["valid"] = Split.Validation,
        ["val"] = Split.Validation,
        ["test"] = Split.Test,
    };

    /// <summary>Scans all sources of the configuration.</summary>
    /// <param name="config">Sources and the mapping of labels.</param>
    /// <param name="cancellationToken">Cancels the scan.</param>
    /// <returns>The files, in an order that does not depend on the machine.</returns>
    /// <exception cref="InputException">A source is missing, has no images, no labels, or malformed annotations.</exception>
    /// <exception cref="UsageException">A source is given twice, by whatever path.</exception>
    public static ScanResult Scan(DataOptions config, CancellationToken cancellationToken = default)
    {
        var labels = new LabelMap(config);
        var files = new List<ImageFile>();
        var skipped = new List<SkippedFile>();
        var notes = new List<string>();
        RequireDifferent(config.Sources);
        for (int source = 0; source < config.Sources.Count; source++)
        {
            string root = config.Sources[source];
            if (!Directory.Exists(root))
            {
                throw new InputException(
                    $"The data folder '{root}' does not exist{(File.Exists(root) ? " (it is a file)" : "")}; "
                    + "expected a folder with one subfolder of images for each label. "
                    + "Give it with --data DIR or data.sources in mlconfig.json.");
            }

            var walker = new FolderWalker(root, source, skipped);
            IEnumerable<ImageFile> found = AnnotatedSource.IsIn(root)
                ? AnnotatedSource.Read(root, source, walker, labels, skipped, notes)
                : ScanFolders(root, source, walker, labels, notes);
            int before = files.Count;
            foreach (ImageFile file in found)
            {
                cancellationToken.ThrowIfCancellationRequested();
                files.Add(file);
            }

            if (files.Count == before)
            {
                throw NoImages(root, walker);
            }

            var byPath = Comparer<ImageFile>.Create((a, b) => string.CompareOrdinal(a.RelativePath, b.RelativePath));
            files.Sort(before, files.Count - before, byPath);
            if (walker.Ignored + walker.Hidden > 0)
            {
                notes.Add($"{root}: {walker.Ignored} files without an image extension, such as videos, and {walker.Hidden} hidden "
                    + "files and folders were ignored.");
            }
        }

        notes.AddRange(labels.Unused.Select(name => $"data.labels names '{name}', which no image has."));
        return new ScanResult(PackedFiles.Of(files), skipped, notes);
    }

    /// <summary>The files of a data folder that a command may read; a file in its place is itself.</summary>
    public static IEnumerable<string> Files(string root) =>
        new FolderWalker(root, 0, []).Images(root).Append(Path.Combine(root, AnnotationFile.Name)).Append(root);

    private static void RequireDifferent(IReadOnlyList<string> sources)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string source in sources)
        {
            if (!folders.TryAdd(FileIdentity.Of(source).Key, source))
            {
                string both = folders[FileIdentity.Of(source).Key];
                throw new UsageException(
                    $"data.sources: found the folder '{source}' twice{(both == source ? "" : $", the other time as '{both}'")}; "
                    + "expected each once, since the same images again are no further evidence.");
            }
        }
    }

    private static IEnumerable<ImageFile> ScanFolders(string root, int source, FolderWalker walker, LabelMap labels, List<string> notes)
    {
        IReadOnlyList<string> folders = walker.Folders(root);
        bool given = folders.Any(f => SplitNames.ContainsKey(Path.GetFileName(f)) && walker.Folders(f).Count > 0);
        int loose = walker.Images(root, deep: false).Count();
        foreach (string folder in folders)
        {
            if (!given)
            {
                foreach (ImageFile file in ScanLabel(folder, source, null, walker, labels, notes))
                {
                    yield return file;
                }
            }
            else if (SplitNames.TryGetValue(Path.GetFileName(folder), out Split split))
            {
                loose += walker.Images(folder, deep: false).Count();
                foreach (ImageFile file in walker.Folders(folder).SelectMany(f => ScanLabel(f, source, split, walker, labels, notes)))
                {
                    yield return file;
                }
            }
            else
            {
                notes.Add($"{root}: the folder '{Path.GetFileName(folder)}' beside the splits was ignored.");
            }
        }

        if (loose > 0)
        {
            notes.Add($"{root}: {loose} images lie outside of the label folders and were ignored.");
        }
    }

    private static IEnumerable<ImageFile> ScanLabel(
        string folder, int source, Split? split, FolderWalker walker, LabelMap labels, List<string> notes)
    {
        string? label = labels.Apply(Path.GetFileName(folder));
        Target[] targets = label is null ? [] : [new Target(label, null)];
        int count = 0;
        foreach (string path in walker.Images(folder))
        {
            count++;
            if (label is not null)
            {
                yield return new ImageFile(path, walker.Relative(path), source, split, targets);
            }
        }

        if (count == 0)
        {
            notes.Add($"The folder '{folder}' holds no images.");
        }
        else if (label is null)
        {
            notes.Add($"{count} images of '{folder}' were left out, because data.labels maps their label to null.");
        }
    }

    private static InputException NoImages(string root, FolderWalker walker)
    {
        int loose = walker.Images(root, deep: false).Count();
        IReadOnlyList<string> folders = walker.Folders(root);
        string names = string.Join(", ", folders.Take(5).Select(f => $"'{Path.GetFileName(f)}'"));
        string found = loose > 0 ? $"{loose} images directly in it, without labels"
            : folders.Count > 0 ? $"the subfolders {names} without usable images"
            : "no images and no subfolders";
        return new InputException(
            $"The data folder '{root}' holds {found}; expected one subfolder of jpg, jpeg, png, bmp or webp files for each label, such as "
            + "with_mask/ and without_mask/ (or Train/, Validation/ and Test/ with such subfolders, or photos with an annotations.json). "
            + "Sort the images into such folders.");
    }
}
