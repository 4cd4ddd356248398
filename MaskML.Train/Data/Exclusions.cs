namespace MaskML.Train.Data;

/// <summary>
/// Removes the images that the lists of <c>data.exclude</c> name: whole files after the scan, faces of photos after the inspection, which
/// determines their boxes.
/// </summary>
internal sealed class Exclusions
{
    private readonly bool several;
    private readonly Dictionary<string, (Exclusion Exclusion, string List)> open = new(StringComparer.Ordinal);
    private readonly List<SkippedFile> excluded = [];

    /// <summary>Reads the lists.</summary>
    /// <exception cref="Predict.Errors.InputException">A list cannot be read.</exception>
    public Exclusions(DataOptions config)
    {
        several = config.Sources.Count > 1;
        foreach (string list in config.Exclude)
        {
            foreach (Exclusion exclusion in ExclusionFile.Read(list))
            {
                open.TryAdd(Normalize(exclusion.Name), (exclusion, list));
            }
        }
    }

    /// <summary>What was removed, with the reason.</summary>
    public IReadOnlyList<SkippedFile> Excluded => excluded;

    /// <summary>A warning for each list with names that were not found.</summary>
    public IReadOnlyList<string> Warnings => [.. open.Values.GroupBy(o => o.List, o => o.Exclusion.Name).Select(list =>
        $"{list.Key}: {list.Count()} of its images are not in the data, or in several folders of it; the first: {list.First()}. "
        + "Expected paths inside of the data folder, with the folder's number before them where there are several, "
        + "as audit writes them.")];

    /// <summary>Removes whole files.</summary>
    public ScanResult Apply(ScanResult scan)
    {
        HashSet<ImageFile> named = Find(scan.Files);
        return named.Count == 0 ? scan : scan with { Files = [.. scan.Files.Where(file => !named.Contains(file))] };
    }

    /// <summary>The files that are to be removed.</summary>
    public HashSet<ImageFile> Find(IReadOnlyList<ImageFile> files) => Find(files, file => (file, null));

    /// <summary>Removes faces of photos.</summary>
    /// <returns>The files with the faces that are left, and the index of each among the given ones.</returns>
    public (IReadOnlyList<InspectedFile> Files, int[] Kept) Apply(IReadOnlyList<InspectedFile> files)
    {
        HashSet<(ImageFile, Rect?)> named = open.Count == 0 ? [] : Find(
            [.. files.SelectMany(f => f.Targets.Where(t => t.Box is not null), (f, t) => (f.File, t.Box))], face => face);
        if (named.Count == 0)
        {
            return (files, [.. Enumerable.Range(0, files.Count)]);
        }

        InspectedFile[] left =
            [.. files.Select(f => f with { Targets = [.. f.Targets.Where(t => !named.Contains((f.File, t.Box)))] })];
        int[] kept = [.. Enumerable.Range(0, left.Length).Where(i => left[i].Targets.Count > 0)];
        return (MadeList<InspectedFile>.Of(left, kept), kept);
    }

    /// <summary>Finds the named items; a path without the number of its source is valid if only one source has it.</summary>
    private HashSet<T> Find<T>(IReadOnlyList<T> all, Func<T, (ImageFile File, Rect? Box)> place)
    {
        if (open.Count == 0)
        {
            return [];
        }

        ILookup<string, T> byName = all
            .SelectMany(
                item => new[] { several, false }.Distinct(),
                (item, numbered) => (Name: SampleNames.Of(place(item).File, place(item).Box, numbered), item))
            .ToLookup(p => p.Name, p => p.item, StringComparer.Ordinal);
        var found = new HashSet<T>();
        foreach ((string name, (Exclusion exclusion, string list)) in open.ToArray())
        {
            if (byName[name].ToArray() is [var only])
            {
                (ImageFile file, Rect? box) = place(only);
                string reason = $"excluded by {Path.GetFileName(list)}{(exclusion.Reason.Length > 0 ? ": " : "")}{exclusion.Reason}";
                excluded.Add(new SkippedFile(SampleNames.Of(file, box, several: false), reason, file.Source));
                found.Add(only);
                open.Remove(name);
            }
        }

        return found;
    }

    private static string Normalize(string name)
    {
        string path = name.Replace('\\', '/');
        return path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
    }
}
