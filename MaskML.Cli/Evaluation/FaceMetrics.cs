using MaskML.Predict.Faces;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>
/// How well faces are found and labelled in photos. What has nothing to be divided by is null. Labels are in snake case. Marked faces below
/// the least size, and found faces that match them, count neither for nor against; <see cref="RecallBySize"/> has all of them.
/// </summary>
public sealed record FaceMetrics
{
    // A box is inside a region with this share of its area.
    private const double InsideShare = 0.5;

    /// <summary>Number of photos.</summary>
    public required int Photos { get; init; }

    /// <summary>Number of marked faces that count.</summary>
    public required int Faces { get; init; }

    /// <summary>Share of the marked faces that are found, whatever their label.</summary>
    public required double? Recall { get; init; }

    /// <summary>Share of the found faces that are marked.</summary>
    public required double? Precision { get; init; }

    /// <summary>False faces of which at least half lies inside a marked face: parts of a face that is counted already.</summary>
    public required int FalseInsideFaces { get; init; }

    /// <summary>All other false faces.</summary>
    public required int FalseElsewhere { get; init; }

    /// <summary>Recall by label and class of <see cref="FaceSize"/>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double?>> RecallBySize { get; init; }

    /// <summary>Share of the found faces whose label is right, of those whose label the model knows.</summary>
    public required double? LabelAccuracy { get; init; }

    /// <summary>The same for each label, and of these the mean.</summary>
    public required double? MacroLabelAccuracy { get; init; }

    /// <summary>Figures from end to end of each label that is marked and that the model knows.</summary>
    public required IReadOnlyDictionary<string, LabelScore> EndToEnd { get; init; }

    /// <summary>Mean F1 over <see cref="EndToEnd"/>.</summary>
    public required double? MacroF1 { get; init; }

    /// <summary>Works the figures out.</summary>
    /// <param name="photos">The photos; their order, and that of their faces, makes no difference.</param>
    /// <param name="labels">The labels that the model knows. Faces of other labels still have to be found.</param>
    /// <param name="minSize">Smaller faces, marked or found, count neither for nor against, in pixels.</param>
    public static FaceMetrics Of(IReadOnlyCollection<JudgedPhoto> photos, IEnumerable<string> labels, int minSize)
    {
        ArgumentNullException.ThrowIfNull(photos);
        ArgumentNullException.ThrowIfNull(labels);
        var known = labels.Select(LabelName.Normalize).ToHashSet(StringComparer.Ordinal);
        List<Outcome> outcomes = [.. photos.SelectMany(Outcomes)];
        List<Outcome> counted = [.. outcomes.Where(o => o.Size >= minSize)];
        List<Outcome> marked = [.. counted.Where(o => o.Actual is not null)];
        List<Outcome> found = [.. counted.Where(o => o.Predicted is not null)];
        List<Outcome> labelled = [.. marked.Where(o => o.Predicted is not null && known.Contains(o.Actual!))];
        var endToEnd = marked.Select(o => o.Actual!).Where(known.Contains).Distinct().Order(StringComparer.Ordinal)
            .ToDictionary(label => label, label => Score(label, counted.Where(o => o.Actual is null || known.Contains(o.Actual))), StringComparer.Ordinal);
        return new FaceMetrics
        {
            Photos = photos.Count,
            Faces = marked.Count,
            Recall = Share(marked, o => o.Predicted is not null),
            Precision = Share(found, o => o.Actual is not null),
            FalseInsideFaces = found.Count(o => o.Actual is null && o.InsideFace),
            FalseElsewhere = found.Count(o => o.Actual is null && !o.InsideFace),
            RecallBySize = outcomes.Where(o => o.Actual is not null).GroupBy(o => o.Actual!).OrderBy(g => g.Key, StringComparer.Ordinal)
                .ToDictionary(g => g.Key, BySize, StringComparer.Ordinal),
            LabelAccuracy = Share(labelled, o => o.Predicted == o.Actual),
            MacroLabelAccuracy = Mean(labelled.GroupBy(o => o.Actual).Select(g => Share(g, o => o.Predicted == o.Actual))),
            EndToEnd = endToEnd,
            MacroF1 = Mean(endToEnd.Values.Select(score => (double?)score.F1)),
        };
    }

    // Each marked face once, with the label that it was found with; then the found faces that are not marked.
    private static IEnumerable<Outcome> Outcomes(JudgedPhoto photo)
    {
        IReadOnlyList<int> match = FaceMatching.Match(
            [.. photo.Annotated.Select(face => face.Box)], [.. photo.Found.Select(found => found.Face)]);
        string?[] predicted = new string?[photo.Annotated.Count];
        for (int i = 0; i < match.Count; i++)
        {
            string label = LabelName.Normalize(photo.Found[i].Label);
            if (match[i] == FaceMatching.None)
            {
                Rect box = photo.Found[i].Face.Box;
                if (!photo.Ignored.Any(region => Boxes.IoU(region, box) >= FaceMatching.Overlap || IsInside(box, region)))
                {
                    yield return new Outcome(null, label, FaceSize.Of(box), null) { InsideFace = photo.Annotated.Any(face => IsInside(box, face.Box)) };
                }
            }
            else
            {
                predicted[match[i]] = label;
            }
        }

        for (int j = 0; j < predicted.Length; j++)
        {
            AnnotatedFace face = photo.Annotated[j];
            yield return new Outcome(LabelName.Normalize(face.Label), predicted[j], FaceSize.Of(face.Box), FaceSize.ClassOf(face.Box));
        }
    }

    private static IReadOnlyDictionary<string, double?> BySize(IEnumerable<Outcome> marked) => FaceSize.Classes.ToDictionary(
        size => size, size => Share(marked.Where(o => o.SizeClass == size), o => o.Predicted is not null), StringComparer.Ordinal);

    private static LabelScore Score(string label, IEnumerable<Outcome> outcomes)
    {
        (int right, int predicted, int actual) = (0, 0, 0);
        foreach (Outcome outcome in outcomes)
        {
            right += outcome.Actual == label && outcome.Predicted == label ? 1 : 0;
            predicted += outcome.Predicted == label ? 1 : 0;
            actual += outcome.Actual == label ? 1 : 0;
        }

        return new LabelScore(predicted == 0 ? 0 : (double)right / predicted, (double)right / actual, 2.0 * right / (predicted + actual));
    }

    private static double? Share(IEnumerable<Outcome> outcomes, Func<Outcome, bool> holds)
    {
        (int yes, int all) = (0, 0);
        foreach (Outcome outcome in outcomes)
        {
            yes += holds(outcome) ? 1 : 0;
            all++;
        }

        return all == 0 ? null : (double)yes / all;
    }

    // Of no values it is null.
    private static double? Mean(IEnumerable<double?> shares) => shares.Average();

    private static bool IsInside(Rect box, Rect region) => Boxes.Shared(box, region) >= InsideShare * Boxes.Area(box);

    private sealed record Outcome(string? Actual, string? Predicted, int Size, string? SizeClass)
    {
        public bool InsideFace { get; init; }
    }
}
