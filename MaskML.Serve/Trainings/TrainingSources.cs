using MaskML.Serve.Runs;

namespace MaskML.Serve.Trainings;

/// <summary>The folders that a training may use, by name.</summary>
internal sealed class TrainingSources(RunSettings settings)
{
    /// <summary>Name of the images that people have labelled.</summary>
    public const string Reviewed = "reviewed";

    private const double MinWeight = 0.001;
    private const double MaxWeight = 1000;

    /// <summary>The sources with their folders.</summary>
    public IReadOnlyList<(SourceAnswer Source, string Folder)> All()
    {
        var named = new List<(SourceAnswer, string)>();
        foreach ((int i, string folder) in settings.Training.Data.Sources.Index())
        {
            string plain = Path.TrimEndingDirectorySeparator(folder);
            Add(Path.GetFileName(plain), settings.Training.Data.Weights.ElementAtOrDefault(i), plain);
        }

        if (settings.Reviewed is { } reviewed && Directory.Exists(reviewed)
            && Directory.EnumerateDirectories(reviewed).Any(label => !Path.GetFileName(label).StartsWith('.')))
        {
            Add(Reviewed, 1, reviewed);
        }

        return named;

        void Add(string name, double weight, string folder)
        {
            int same = named.Count(other => Path.GetFileName(other.Item2) == name);
            string unique = same == 0 ? name : FormattableString.Invariant($"{name}-{same + 1}");
            named.Add((new SourceAnswer(unique, weight > 0 ? weight : 1), folder));
        }
    }

    /// <summary>The folders of chosen sources, with their weights.</summary>
    /// <exception cref="ServeException">A source is unknown or named twice, or a weight is out of range.</exception>
    public IReadOnlyList<(SourceAnswer Source, string Folder)> Choose(IReadOnlyList<SourceAnswer>? chosen)
    {
        IReadOnlyList<(SourceAnswer Source, string Folder)> all = All();
        if (chosen is null)
        {
            return all;
        }

        string known = string.Join(", ", all.Select(one => one.Source.Name));
        foreach (SourceAnswer source in chosen)
        {
            if (all.All(one => one.Source.Name != source.Name))
            {
                throw Wrong($"found '{RequestText.Truncate(source.Name, 40)}', expected one of {known}");
            }

            if (source.Weight is not (>= MinWeight and <= MaxWeight))
            {
                throw Wrong(FormattableString.Invariant(
                    $"found the weight {source.Weight} of {source.Name}, expected a number from {MinWeight} to {MaxWeight}"));
            }
        }

        return chosen.Count > 0 && chosen.DistinctBy(source => source.Name).Count() == chosen.Count
            ? [.. chosen.Select(source => (source, all.First(one => one.Source.Name == source.Name).Folder))]
            : throw Wrong($"found {(chosen.Count == 0 ? "none" : "one twice")}, expected one or several of {known}");
    }

    private static ServeException Wrong(string what) => new("bad-request", $"sources: {what}.");
}
