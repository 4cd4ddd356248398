using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MaskML.Predict.Reloading;

namespace MaskML.Tests.Support;

/// <summary>Records the measurements of one program's meter of MaskML.Predict.</summary>
internal sealed class MetricsRecord : IDisposable
{
    private readonly MeterListener listener = new();
    private readonly ConcurrentQueue<string> seen = new();
    private long generations;

    public MetricsRecord(IMeterFactory program)
    {
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Name == ModelMetrics.MeterName && instrument.Meter.Scope == program)
            {
                own.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            Note(instrument.Name, tags);
            Interlocked.Add(ref generations, instrument is UpDownCounter<long> ? value : 0);
        });
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(instrument.Name, tags));
        listener.Start();
    }

    /// <summary>The measurements, each as "instrument outcome".</summary>
    public string[] Seen => [.. seen];

    /// <summary>Number of models in memory.</summary>
    public long Generations => Interlocked.Read(ref generations);

    public void Dispose() => listener.Dispose();

    private void Note(string name, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string? outcome = null;
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            outcome = tag.Key == "outcome" ? $" {tag.Value}" : outcome;
        }

        seen.Enqueue(name + outcome);
    }
}
