using MaskML.Predict.Photos;
using MaskML.Video.Distance;

namespace MaskML.Cli.Photos;

/// <summary>Formats results as lines for people.</summary>
internal static class PredictionText
{
    // More confidences than this are shown as a range, so that a crowd fits into one line.
    private const int MaxListed = 6;

    /// <summary>Formats one line such as <c>a.jpg: 3 faces: 2 with_mask (98 %, 91 %), 1 without_mask (77 % uncertain)</c>.</summary>
    /// <param name="outcome">The result.</param>
    public static string Format(PhotoOutcome outcome)
    {
        PhotoResult result = outcome.Result;
        string source = OneLine.Of(result.Source);
        if (result.Prediction is not { } photo)
        {
            return $"{source}: {OneLine.Of(result.Error!)}";
        }

        if (photo.Faces.Count == 0)
        {
            return $"{source}: no faces";
        }

        IEnumerable<string> groups = photo.Labels
            .Select(label => photo.Faces.Where(face => face.Label == label).ToList())
            .Where(faces => faces.Count > 0)
            .Select(Group);
        string count = photo.Faces.Count == 1 ? "1 face" : FormattableString.Invariant($"{photo.Faces.Count} faces");
        return $"{source}: {count}: {string.Join(", ", groups)}{Close(outcome.Distances)}";
    }

    private static string Close(IReadOnlyList<PairDistance>? pairs) => pairs switch
    {
        null => "",
        [] => "; nobody too close",
        [var closest, ..] => (pairs.Count == 1 ? "; 1 pair" : FormattableString.Invariant($"; {pairs.Count} pairs"))
            + FormattableString.Invariant($" too close, the closest {closest.Metres:0.0} m apart (± {closest.Error:0.0} m)"),
    };

    private static string Group(List<LabelledFace> faces) =>
        FormattableString.Invariant($"{faces.Count} {faces[0].Label} ({(faces.Count <= MaxListed ? List(faces) : Range(faces))})");

    private static string List(List<LabelledFace> faces) =>
        string.Join(", ", faces.Select(face => Percent(face.Confidence) + (face.Uncertain ? " uncertain" : "")));

    private static string Range(List<LabelledFace> faces)
    {
        int uncertain = faces.Count(face => face.Uncertain);
        string range = $"{Percent(faces.Min(face => face.Confidence))} to {Percent(faces.Max(face => face.Confidence))}";
        return uncertain == 0 ? range : FormattableString.Invariant($"{range}, {uncertain} uncertain");
    }

    private static string Percent(float confidence) => FormattableString.Invariant($"{confidence * 100:0} %");
}
