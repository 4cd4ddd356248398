using MaskML.Predict.Faces;
using MaskML.Train.Data;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>End-to-end metrics of one label: a face counts when it is found and labelled correctly.</summary>
/// <param name="Precision">Share of the faces found with this label whose true label it is.</param>
/// <param name="Recall">Share of this label's faces that are found with it.</param>
/// <param name="F1">Harmonic mean of the two.</param>
internal sealed record LabelScore(double Precision, double Recall, double F1);

/// <summary>
/// Metrics of finding and labelling faces in photos. A ratio whose denominator is 0 is null. Labels are in snake case. Annotated faces
/// below the minimum size, and found faces that match them, are ignored, except by <see cref="RecallBySize"/>.
/// </summary>
internal sealed record FaceMetrics
{
    // A box counts as inside a region when the region covers at least this share of it.
    private const double InsideShare = 0.5;

    /// <summary>Number of photos.</summary>
    public required int Photos { get; init; }

    /// <summary>Number of annotated faces of at least the minimum size.</summary>
    public required int Faces { get; init; }

    /// <summary>Share of the annotated faces that are found, whatever their label.</summary>
    public required double? Recall { get; init; }

    /// <summary>Share of the found faces that are annotated.</summary>
    public required double? Precision { get; init; }

    /// <summary>False faces of which at least half lies inside an annotated face, such as parts of a face.</summary>
    public required int FalseInsideFaces { get; init; }

    /// <summary>All other false faces.</summary>
    public required int FalseElsewhere { get; init; }

    /// <summary>Recall by label and size class of <see cref="FaceSize"/>.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, double?>> RecallBySize { get; init; }

    /// <summary>Share of correct labels among the found faces whose true label the model knows.</summary>
    public required double? LabelAccuracy { get; init; }

    /// <summary>Mean of the label accuracies of each label.</summary>
    public required double? MacroLabelAccuracy { get; init; }

    /// <summary>End-to-end metrics of each annotated label that the model knows.</summary>
    public required IReadOnlyDictionary<string, LabelScore> EndToEnd { get; init; }

    /// <summary>Mean F1 over <see cref="EndToEnd"/>.</summary>
    public required double? MacroF1 { get; init; }

    /// <summary>Computes the metrics.</summary>
    /// <param name="photos">The photos, in any order, with their faces in any order.</param>
    /// <param name="labels">The labels that the model knows. Faces of other labels count for detection only.</param>
    /// <param name="minSize">The minimum size of faces, annotated or falsely found, in pixels.</param>
    public static FaceMetrics Of(IReadOnlyCollection<JudgedPhoto> photos, IEnumerable<string> labels, int minSize)
    {
        var known = labels.Select(LabelName.Normalize).ToHashSet(StringComparer.Ordinal);
        List<Outcome> outcomes = [.. photos.SelectMany(Outcomes)];
        List<Outcome> counted = [.. outcomes.Where(o => o.Size >= minSize)];
        List<Outcome> marked = [.. counted.Where(o => o.Actual is not null)];
        List<Outcome> found = [.. counted.Where(o => o.Predicted is not null)];
        List<Outcome> labelled = [.. marked.Where(o => o.Predicted is not null && known.Contains(o.Actual!))];
        List<Outcome> scored = [.. counted.Where(o => o.Actual is null || known.Contains(o.Actual))];
        var endToEnd = marked.Select(o => o.Actual!).Where(known.Contains).Distinct().Order(StringComparer.Ordinal)
            .ToDictionary(label => label, label => Score(label, scored), StringComparer.Ordinal);
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
            MacroLabelAccuracy = labelled.GroupBy(o => o.Actual).Select(g => Share(g, o => o.Predicted == o.Actual)).Average(),
            EndToEnd = endToEnd,
            MacroF1 = endToEnd.Values.Average(score => (double?)score.F1),
        };
    }

    // One outcome for each found face that matches no annotation, and one for each annotated face.
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
                    bool insideFace = photo.Annotated.Any(face => IsInside(box, face.Box));
                    yield return new Outcome(null, label, FaceSize.Of(box), null) { InsideFace = insideFace };
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

    private static LabelScore Score(string label, List<Outcome> outcomes)
    {
        int right = outcomes.Count(o => o.Actual == label && o.Predicted == label);
        int predicted = outcomes.Count(o => o.Predicted == label);
        int actual = outcomes.Count(o => o.Actual == label);
        return new LabelScore(predicted == 0 ? 0 : (double)right / predicted, (double)right / actual, 2.0 * right / (predicted + actual));
    }

    private static double? Share(IEnumerable<Outcome> outcomes, Func<Outcome, bool> holds)
    {
        List<Outcome> all = [.. outcomes];
        return all.Count == 0 ? null : (double)all.Count(holds) / all.Count;
    }

    private static bool IsInside(Rect box, Rect region) => Boxes.Shared(box, region) >= InsideShare * Boxes.Area(box);

    private sealed record Outcome(string? Actual, string? Predicted, int Size, string? SizeClass)
    {
        public bool InsideFace { get; init; }
    }
}
