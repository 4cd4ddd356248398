using System.Diagnostics.Metrics;

namespace MaskML.Predict.Reloading;

/// <summary>The metrics of live models and pools, in the meter <see cref="MeterName"/>; each has the tag <c>model</c>.</summary>
public sealed class ModelMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MaskML.Predict";

    // In seconds. A single face takes less than a millisecond, a large photo several seconds.
    private static readonly InstrumentAdvice<double> Buckets = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    private readonly Counter<long> reloads;
    private readonly UpDownCounter<long> generations;
    private readonly Histogram<double> waits;
    private readonly Histogram<double> predictions;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Creates the meter.</param>
    public ModelMetrics(IMeterFactory meters)
    {
        ArgumentNullException.ThrowIfNull(meters);
        Meter meter = meters.Create(MeterName);
        reloads = meter.CreateCounter<long>(
            "maskml.model.reloads", "{reload}", "Attempts to load a model, by outcome: live, refused, unreadable.");
        generations = meter.CreateUpDownCounter<long>(
            "maskml.model.generations", "{model}", "Models in memory: the current one, and older ones still in use.");
        waits = meter.CreateHistogram<double>(
            "maskml.pool.wait.duration",
            "s",
            "Time that a caller waited for its turn, by outcome: served, timeout, cancelled.",
            advice: Buckets);
        predictions = meter.CreateHistogram<double>(
            "maskml.prediction.duration", "s", "Time of one prediction, without waiting.", advice: Buckets);
    }

    internal void Reload(string model, string outcome) => reloads.Add(1, Tag(model), new("outcome", outcome));

    internal void Generations(string model, int change) => generations.Add(change, Tag(model));

    internal void Wait(string model, TimeSpan duration, string outcome) =>
        waits.Record(duration.TotalSeconds, Tag(model), new("outcome", outcome));

    internal void Prediction(string model, TimeSpan duration) => predictions.Record(duration.TotalSeconds, Tag(model));

    private static KeyValuePair<string, object?> Tag(string model) => new("model", model);
}
