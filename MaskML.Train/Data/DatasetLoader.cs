using System.Security.Cryptography;
using System.Text;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;

namespace MaskML.Train.Data;

/// <summary>Loads a data set: scans folders, applies exclusions, inspects files, finds duplicates, and splits.</summary>
public static class DatasetLoader
{
    /// <summary>Fewest usable images that a label needs.</summary>
    public const int MinSamples = 5;

    /// <summary>A source with a file of this name is one that people review: it grows, and its images stay in their splits.</summary>
    public const string ReviewLog = "labels.jsonl";

    /// <summary>Loads a data set.</summary>
    /// <param name="config">Sources, labels, shares and limits.</param>
    /// <param name="seed">Seed of the split.</param>
    /// <param name="cacheFolder">The folder of all caches, which makes loading the same files again faster; null keeps nothing.</param>
    /// <param name="progress">Receives the progress of the phase <c>decode</c>.</param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="InputException">A source cannot be used, there are fewer than two labels, or too few images of one.</exception>
    public static Dataset Load(
        DataOptions config, int seed, string? cacheFolder, IProgressReporter progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        using ContentCache cache = ImageInspector.OpenCache(cacheFolder);
        return Load(config, seed, cache, progress, null, cancellationToken);
    }

    /// <summary>Loads a data set with an open cache.</summary>
    /// <param name="config">Sources, labels, shares and limits.</param>
    /// <param name="seed">Seed of the split.</param>
    /// <param name="cache">Stores inspections; its payloads have <see cref="ImageInspector.PayloadBytes"/> bytes.</param>
    /// <param name="progress">Receives the progress of the phase <c>decode</c>.</param>
    /// <param name="decoded">
    /// From the number of files to what is called on worker threads with each picture that is decoded; see <see cref="ImageInspector"/>.
    /// </param>
    /// <param name="cancellationToken">Cancels the loading.</param>
    /// <exception cref="InputException">A source cannot be used, there are fewer than two labels, or too few images of one.</exception>
    internal static Dataset Load(
        DataOptions config,
        int seed,
        IContentCache cache,
        IProgressReporter progress,
        Func<int, Action<InspectedFile, Mat>>? decoded = null,
        CancellationToken cancellationToken = default)
    {
        var exclusions = new Exclusions(config);
        ScanResult scan = DatasetScanner.Scan(config, cancellationToken);
        Inspection inspection =
            new ImageInspector(config, cache, progress).Inspect(scan.Files, decoded?.Invoke(scan.Files.Count), cancellationToken);

        // Excluded images take part in the split, so that the others stay where they are without them.
        int[] groups = DuplicateFinder.Find(inspection, cancellationToken);
        bool[] grow = [.. config.Sources.Select(source => File.Exists(Path.Combine(source, ReviewLog)))];
        var items = new MadeList<SplitItem>(groups.Length, i => Item(inspection.Files[i], groups[i], grow));
        Split?[] splits = new Splitter(config.Validation, config.Test, seed).Split(items);
        IReadOnlyList<LeakedFile> leaks = Leaks(inspection.Files, groups, splits);

        HashSet<ImageFile> named = exclusions.Find(scan.Files);
        int[] unnamed = [.. Enumerable.Range(0, groups.Length).Where(i => named.Count == 0 || !named.Contains(inspection.Files[i].File))];
        (IReadOnlyList<InspectedFile> files, int[] kept) = exclusions.Apply(
            named.Count == 0 ? inspection.Files : MadeList<InspectedFile>.Of(inspection.Files, unnamed));
        groups = [.. kept.Select(i => groups[unnamed[i]])];
        splits = [.. kept.Select(i => splits[unnamed[i]])];
        var excluded = named.Select(file => (file.Source, file.RelativePath)).ToHashSet();
        IEnumerable<SkippedFile> unusable = inspection.Skipped.Where(s => !excluded.Contains((s.Source, s.RelativePath)));
        IReadOnlyList<SkippedFile> skipped = [.. scan.Skipped, .. unusable, .. exclusions.Excluded];
        string[] labels = RequireLabels(config, files, skipped);
        IReadOnlyList<Sample> samples = Samples(files, groups, splits, labels, config);
        RequireTraining(samples, labels);

        (int Group, InspectedFile[] Files)[] copies = Copies(files, groups);
        (int Group, InspectedFile[] Files)[] contradicting = [.. copies.Where(g => g.Files.All(f => f.Targets[0].Box is null)
            && g.Files.Select(f => f.Targets[0].Label).Distinct(StringComparer.Ordinal).Count() > 1)];
        string[] contradictions = Describe([.. contradicting.Select(g => g.Files)]);
        var doubtful = contradicting.Select(g => g.Group).ToHashSet();
        if (samples.All(s => s.Split != Split.Train || doubtful.Contains(s.Group)))
        {
            throw new InputException(
                $"Every picture to train on is there under several labels, so that there is nothing to learn: {contradictions[0]}. "
                + "Keep each picture under the label that is right.");
        }

        return new Dataset(
            samples,
            labels,
            skipped,
            [.. scan.Notes, .. inspection.Notes, .. contradictions],
            [.. copies.Select(g => new DuplicateGroup(
                [.. g.Files.Select(f => f.File)], g.Files.All(f => f.ContentHash.Span.SequenceEqual(g.Files[0].ContentHash.Span))))],
            [.. leaks.Where(leak => !named.Contains(leak.File))],
            Hash(files),
            inspection.CacheHits)
        {
            Warnings = [.. exclusions.Warnings, .. contradictions],
        };
    }

    private static string[] RequireLabels(DataOptions config, IReadOnlyList<InspectedFile> files, IReadOnlyList<SkippedFile> skipped)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string label in files.SelectMany(f => f.Targets).Select(t => t.Label))
        {
            counts[label] = counts.GetValueOrDefault(label) + 1;
        }

        string where = string.Join(", ", config.Sources.Select(s => $"'{s}'"));
        string found = counts.Count == 0 ? "none" : string.Join(", ", counts.Select(c => $"{c.Key} ({c.Value})"));
        string lost = skipped.Count == 0
            ? ""
            : $" {skipped.Count} were skipped, the first: {skipped[0].RelativePath}: {skipped[0].Reason}.";
        if (counts.Count < 2)
        {
            throw new InputException(
                $"Training needs two labels or more; found with usable images in {where}: {found}.{lost} "
                + "Add a subfolder of images for each further label, or mend data.labels.");
        }

        string[] few = [.. counts.Where(c => c.Value < MinSamples).Select(c => $"'{c.Key}' has {c.Value}")];
        return few.Length == 0 ? [.. counts.Keys] : throw new InputException(
            $"Each label needs {MinSamples} usable images or more, but in {where} {string.Join(" and ", few)} (found: {found}).{lost} "
            + "Add images, or drop the label by mapping it to null in data.labels.");
    }

    private static void RequireTraining(IReadOnlyList<Sample> samples, string[] labels)
    {
        var trained = samples.Where(s => s.Split == Split.Train).Select(s => s.LabelIndex).ToHashSet();
        string[] missing = [.. labels.Where((_, i) => !trained.Contains(i)).Select(l => $"'{l}'")];
        if (missing.Length > 0)
        {
            throw new InputException(
                $"No training images are left for {string.Join(", ", missing)}: "
                + "all lie in the given validation and test folders or are copies of images there. "
                + "Add images of it to the Train folder.");
        }
    }

    private static SplitItem Item(InspectedFile file, int group, bool[] grow) =>
        new(file.ContentHash, group, file.File.Source, file.File.GivenSplit, [.. file.Targets.Select(t => t.Label)])
        {
            Grows = grow[file.File.Source] && file.File.GivenSplit is null,
        };

    /// <summary>
    /// The samples of the files that have a split. Each source has its total weight, by default the same, with a mean of 1 over the
    /// training samples.
    /// </summary>
    private static MadeList<Sample> Samples(
        IReadOnlyList<InspectedFile> files, int[] groups, Split?[] splits, string[] labels, DataOptions config)
    {
        if (config.Weights.Count > 0 && config.Weights.Count != config.Sources.Count)
        {
            throw new UsageException(
                $"data.weights: found {config.Weights.Count}, expected one for each of the {config.Sources.Count} data.sources.");
        }

        // A file once for each of its targets.
        int[] places = [.. Enumerable.Range(0, files.Count).Where(i => splits[i] is not null)
            .SelectMany(i => Enumerable.Repeat(i, files[i].Targets.Count))];
        float[] weights = [.. config.Sources.Select(_ => 1f)];
        var samples = new MadeList<Sample>(places.Length, i =>
        {
            int at = places[i];
            int first = i;
            while (first > 0 && places[first - 1] == at)
            {
                first--;
            }

            InspectedFile file = files[at];
            Target target = file.Targets[i - first];
            return new Sample(
                file.File,
                target,
                Array.IndexOf(labels, target.Label),
                splits[at]!.Value,
                file.ContentHash,
                file.Width,
                file.Height,
                weights[file.File.Source])
            {
                Group = groups[at],
            };
        });
        if (weights.Length > 1)
        {
            var training = samples.Where(s => s.Split == Split.Train).CountBy(s => s.File.Source).ToDictionary();
            double unit = training.Values.Sum() / training.Keys.Sum(WeightOf);
            foreach ((int source, int own) in training)
            {
                weights[source] = (float)(unit * WeightOf(source) / own);
            }
        }

        return samples;

        double WeightOf(int source) => config.Weights.Count == 0 ? 1 : config.Weights[source];
    }

    private static (int Group, InspectedFile[] Files)[] Copies(IReadOnlyList<InspectedFile> files, int[] groups)
    {
        var sizes = groups.CountBy(group => group).ToDictionary();
        return [.. Enumerable.Range(0, files.Count).Where(i => sizes[groups[i]] > 1).GroupBy(i => groups[i], i => files[i])
            .Select(group => (group.Key, group.ToArray()))];
    }

    private static IReadOnlyList<LeakedFile> Leaks(IReadOnlyList<InspectedFile> files, int[] groups, Split?[] splits)
    {
        int[] leaked = [.. Enumerable.Range(0, files.Count).Where(i => splits[i] is null)];
        var doubled = leaked.Select(i => groups[i]).ToHashSet();
        Dictionary<int, int> kept = Enumerable.Range(0, files.Count).Where(i => splits[i] is not null && doubled.Contains(groups[i]))
            .DistinctBy(i => groups[i]).ToDictionary(i => groups[i]);
        return [.. leaked.Select(i => (File: i, CopyOf: kept[groups[i]]))
            .Select(leak => new LeakedFile(files[leak.File].File, files[leak.CopyOf].File, splits[leak.CopyOf]!.Value))];
    }

    private static string[] Describe(InspectedFile[][] contradicting) => contradicting.Length == 0 ? [] :
        [
            $"{contradicting.Length} pictures are there under several labels, of which one at most is right: "
            + string.Join("; ", contradicting.Take(5)
                .Select(g => string.Join(" = ", g.DistinctBy(f => f.Targets[0].Label).Select(f => f.File.RelativePath)))),
        ];

    private static string Hash(IReadOnlyList<InspectedFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (InspectedFile file in files)
        {
            string targets = string.Join(
                '\n', file.Targets.Select(t => t.Box is { } box ? $"{t.Label}: {AnnotatedSource.Describe(box)}" : t.Label));
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.File.Source}\n{file.File.RelativePath}\n{targets}\n"));
            hash.AppendData(file.ContentHash.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
