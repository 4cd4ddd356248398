using MaskML.Predict.Faces;

namespace MaskML.Cli.Evaluation;

/// <summary>Evaluations as tables.</summary>
internal static class PhotoEvaluationText
{
    /// <summary>Writes a table for each set, and one over all where there are several.</summary>
    public static void Write(IReadOnlyList<PhotoEvaluation> evaluations, TextWriter output)
    {
        if (evaluations is [PhotoEvaluation one])
        {
            Write(one, output);
            return;
        }

        foreach (PhotoEvaluation evaluation in evaluations)
        {
            output.WriteLine(evaluation.Set);
            Write(evaluation, output);
            output.WriteLine();
        }

        int width = evaluations.Max(evaluation => evaluation.Set.Length);
        output.WriteLine($"{"set".PadRight(width)}{"photos",8}{"faces",7}{"recall",9}{"precision",11}{"macro F1",10}{"false",7}");
        foreach ((string set, FaceMetrics metrics) in evaluations.Select(evaluation => (evaluation.Set, evaluation.Metrics)))
        {
            output.WriteLine($"{set.PadRight(width)}{metrics.Photos,8}{metrics.Faces,7}{Percent(metrics.Recall),9}"
                + $"{Percent(metrics.Precision),11}{F1(metrics),10}{metrics.FalseInsideFaces + metrics.FalseElsewhere,7}");
        }
    }

    private static void Write(PhotoEvaluation evaluation, TextWriter output)
    {
        FaceMetrics metrics = evaluation.Metrics;
        output.WriteLine(FormattableString.Invariant(
            $"{evaluation.Detector}: {metrics.Photos} photos, {metrics.Faces} faces of at least {evaluation.MinSize} px, ")
            + FormattableString.Invariant($"{evaluation.MillisecondsPerPhoto:0.0} ms a photo"));
        output.WriteLine($"detection    recall {Percent(metrics.Recall)}, precision {Percent(metrics.Precision)}"
            + FormattableString.Invariant(
                $"; false faces: {metrics.FalseInsideFaces} inside marked faces, {metrics.FalseElsewhere} elsewhere"));
        output.WriteLine($"labels       accuracy {Percent(metrics.LabelAccuracy)}, macro {Percent(metrics.MacroLabelAccuracy)}");
        output.WriteLine($"end to end   macro F1 {F1(metrics)}");
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

    private static string F1(FaceMetrics metrics) => metrics.MacroF1 is { } f1 ? FormattableString.Invariant($"{f1:0.000}") : "-";

    private static string Percent(double? share) => share is { } value ? FormattableString.Invariant($"{value * 100:0.0} %") : "-";
}
