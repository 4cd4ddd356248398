using MaskML.Predict.Faces;

namespace MaskML.Predict.Output;

/// <summary>Results as lines for people.</summary>
public static class PredictionText
{
    /// <summary>One line, such as <c>a.jpg: 3 faces: 2 with_mask (98 %, 91 %), 1 without_mask (77 % uncertain)</c>.</summary>
    /// <param name="result">A result without an error.</param>
    public static string Format(PhotoResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        if (result.Prediction is not { } photo)
        {
            return $"{result.Source}: {result.Error}";
        }

        if (photo.Faces.Count == 0)
        {
            return $"{result.Source}: no faces";
        }

        IEnumerable<string> groups = photo.Labels
            .Select(label => photo.Faces.Where(face => face.Label == label).ToList())
            .Where(faces => faces.Count > 0)
            .Select(Group);
        string count = photo.Faces.Count == 1 ? "1 face" : FormattableString.Invariant($"{photo.Faces.Count} faces");
        return $"{result.Source}: {count}: {string.Join(", ", groups)}";
    }

    private static string Group(List<LabelledFace> faces) =>
        FormattableString.Invariant($"{faces.Count} {faces[0].Label} ({string.Join(", ", faces.Select(Confidence))})");

    private static string Confidence(LabelledFace face) =>
        FormattableString.Invariant($"{face.Confidence * 100:0} %{(face.Uncertain ? " uncertain" : "")}");
}
