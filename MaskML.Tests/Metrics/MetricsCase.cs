using System.Text.Json;
using MaskML.Train.Metrics;

namespace MaskML.Tests.Metrics;

/// <summary>Predictions and what scikit-learn says of them; see Assets/metrics_cases.py.</summary>
public sealed record MetricsCase(
    IReadOnlyList<string> Labels,
    IReadOnlyList<int> Actual,
    IReadOnlyList<float[]> Scores,
    double Accuracy,
    double MacroAccuracy,
    double LogLoss,
    double Brier,
    double Ece,
    double? RocAuc,
    IReadOnlyList<IReadOnlyList<double>> Confusion,
    JsonElement Report)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>All cases.</summary>
    public static IReadOnlyList<MetricsCase> All { get; } = JsonSerializer.Deserialize<MetricsCase[]>(
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Metrics", "Assets", "metrics-cases.json")), Json)!;

    public ScoredImage[] Images() => [.. Actual.Zip(Scores, (actual, scores) => Predictions.Of(actual, scores))];
}
