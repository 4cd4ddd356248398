using MaskML.Predict.Faces;

namespace MaskML.Cli.Evaluation;

/// <summary>An evaluation as a table.</summary>
internal static class PhotoEvaluationText
{
    /// <summary>Writes the table.</summary>
    public static void Write(PhotoEvaluation evaluation, TextWriter output)
    {
        FaceMetrics metrics = evaluation.Metrics;
        output.WriteLine(FormattableString.Invariant(
            $"{evaluation.Detector}: {metrics.Photos} photos, {metrics.Faces} faces of at least {evaluation.MinSize} px, ")
            + FormattableString.Invariant($"{evaluation.MillisecondsPerPhoto:0.0} ms a photo"));
        output.WriteLine($"detection    recall {Percent(metrics.Recall)}, precision {Percent(metrics.Precision)}"
            + FormattableString.Invariant(
                $"; false faces: {metrics.FalseInsideFaces} inside marked faces, {metrics.FalseElsewhere} elsewhere"));
        output.WriteLine($"labels       accuracy {Percent(metrics.LabelAccuracy)}, macro {Percent(metrics.MacroLabelAccuracy)}");
        string macroF1 = metrics.MacroF1 is { } f1 ? FormattableString.Invariant($"{f1:0.000}") : "-";
        output.WriteLine($"end to end   macro F1 {macroF1}");
        output.WriteLine();
        string classes = string.Concat(FaceSize.Classes.Select(size => $"{size,9}"));
        output.WriteLine($"{"found, by size in px",-24}{classes}{"precision",12}{"recall",9}{"F1",8}");
        foreach ((string label, IReadOnlyDictionary<string, double?> sizes) in metrics.RecallBySize)
        {
            string scores = metrics.EndToEnd.GetValueOrDefault(label) is { } score
                ? FormattableString.Invariant($"{Percent(score.Precision),12}{Percent(score.Recall),9}{score.F1,8:0.000}")
                : $"{"-",12}{"-",9}{"-",8}";
            output.WriteLine($"{label,-24}{string.Concat(FaceSize.Classes.Select(size => $"{Percent(sizes[size]),9}"))}{scores}");
        }
    }

    private static string Percent(double? share) => share is { } value ? FormattableString.Invariant($"{value * 100:0.0} %") : "-";
}
