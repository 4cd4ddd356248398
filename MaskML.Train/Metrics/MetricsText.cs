namespace MaskML.Train.Metrics;

/// <summary>Metrics as a line for the console.</summary>
internal static class MetricsText
{
    /// <summary>Writes one split.</summary>
    public static void Write(string name, ClassificationMetrics metrics, TextWriter output) => output.WriteLine(FormattableString.Invariant(
        $"{name,-12} accuracy {metrics.Accuracy:P2} ({metrics.Interval95.Accuracy[0]:P2} to {metrics.Interval95.Accuracy[1]:P2}), macro {metrics.MacroAccuracy:P2}, log-loss {metrics.LogLoss:0.0000}, ECE {metrics.Ece:0.0000}, {metrics.Count} images"));
}
