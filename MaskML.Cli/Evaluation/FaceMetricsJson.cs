using System.Text.Encodings.Web;
using System.Text.Json;

namespace MaskML.Cli.Evaluation;

/// <summary>Evaluations as JSON.</summary>
internal static class FaceMetricsJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Formats evaluations: one set as an object, several as the array <c>sets</c> of an object.</summary>
    public static string Format(IReadOnlyList<PhotoEvaluation> evaluations) => JsonSerializer.Serialize(
        evaluations is [PhotoEvaluation one] ? Content(one) : new { Sets = evaluations.Select(Content) }, Options) + "\n";

    private static object Content(PhotoEvaluation evaluation)
    {
        FaceMetrics metrics = evaluation.Metrics;
        return new
        {
            evaluation.Set,
            evaluation.Detector,
            Model = evaluation.ModelSha256,
            metrics.Photos,
            metrics.Faces,
            evaluation.MinSize,
            Detection = new { metrics.Recall, metrics.Precision, metrics.FalseInsideFaces, metrics.FalseElsewhere, metrics.RecallBySize },
            Labels = new { Accuracy = metrics.LabelAccuracy, MacroAccuracy = metrics.MacroLabelAccuracy },
            EndToEnd = metrics.EndToEnd.Select(label => KeyValuePair.Create(label.Key, (object?)label.Value))
                .Append(new("macroF1", metrics.MacroF1)).ToDictionary(),
            MillisecondsPerPhoto = Math.Round(evaluation.MillisecondsPerPhoto, 2),
            evaluation.Failed,
        };
    }
}
