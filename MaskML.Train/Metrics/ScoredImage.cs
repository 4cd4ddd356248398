namespace MaskML.Train.Metrics;

/// <summary>One labelled image with a model's scores.</summary>
/// <param name="Path">Path inside its data folder; for a face in a photo followed by its box, <c>photo.jpg#x,y,width,height</c>.</param>
/// <param name="Split">Name of its split: <c>train</c>, <c>validation</c> or <c>test</c>.</param>
/// <param name="Actual">Index of its label.</param>
/// <param name="Scores">One probability for each label.</param>
public sealed record ScoredImage(string Path, string Split, int Actual, IReadOnlyList<float> Scores)
{
    private const int ContentBytes = 16;

    /// <summary>The first 32 hexadecimal digits of its file's SHA-256; empty where they are not known.</summary>
    internal string Content { get; init; } = "";

    /// <summary>Number of its group of copies, byte-identical or nearly so; -1 where it is not known.</summary>
    internal int Group { get; init; } = -1;

    /// <summary>How much it counts in metrics: the files of a group of copies share the weight of one.</summary>
    internal double Weight { get; init; } = 1;

    /// <summary>Index of the label with the highest score; of equal scores the first.</summary>
    public int Predicted { get; } = IndexOfMax(Scores);

    /// <summary>The highest score.</summary>
    public float Confidence => Scores[Predicted];

    /// <summary>Whether the predicted label is the actual one.</summary>
    public bool IsRight => Predicted == Actual;

    /// <summary>A sample with its scores, not weighed yet.</summary>
    internal static ScoredImage Of(Sample sample, string path, string split, IReadOnlyList<float> scores) =>
        new(path, split, sample.LabelIndex, scores)
        {
            Content = Convert.ToHexStringLower(sample.ContentHash.Span[..ContentBytes]),
            Group = sample.Group,
        };

    /// <summary>The same image with the scores of another model.</summary>
    internal ScoredImage With(IReadOnlyList<float> scores) => new(Path, Split, Actual, scores)
    {
        Content = Content,
        Group = Group,
        Weight = Weight,
    };

    /// <summary>The images of a split.</summary>
    internal static IReadOnlyList<ScoredImage> OfSplit(IReadOnlyList<ScoredImage> images, Split split)
    {
        string name = SampleNames.Of(split);
        return MadeList<ScoredImage>.Of(images, [.. Enumerable.Range(0, images.Count).Where(i => images[i].Split == name)]);
    }

    /// <summary>Gives the files of each group of copies together the weight of one.</summary>
    internal static IReadOnlyList<ScoredImage> Weigh(IReadOnlyList<ScoredImage> images)
    {
        IReadOnlyDictionary<int, int> files = CountCopies(images);
        return new MadeList<ScoredImage>(images.Count, i => Weighed(images[i]));

        ScoredImage Weighed(ScoredImage image) => image with { Weight = 1.0 / files.GetValueOrDefault(image.Group, 1) };
    }

    // How many files there are of each group of copies. A method of its own, so that the list does not hold the size of every group.
    private static Dictionary<int, int> CountCopies(IReadOnlyList<ScoredImage> images)
    {
        var members = images.CountBy(image => image.Group).ToDictionary();
        return images.Where(image => image.Group >= 0 && members[image.Group] > 1)
            .DistinctBy(image => (image.Group, SampleNames.FileOf(image.Path))).CountBy(image => image.Group).ToDictionary();
    }

    private static int IndexOfMax(IReadOnlyList<float> scores)
    {
        int best = 0;
        for (int i = 1; i < scores.Count; i++)
        {
            best = scores[i] > scores[best] ? i : best;
        }

        return best;
    }
}
