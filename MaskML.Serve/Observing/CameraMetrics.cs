using System.Diagnostics.Metrics;

namespace MaskML.Serve.Observing;

/// <summary>Metrics of the cameras, in the meter of the service; each has the camera's name.</summary>
internal sealed class CameraMetrics
{
    private readonly Counter<long> frames;
    private readonly Counter<long> skipped;
    private readonly Counter<long> reconnects;
    private readonly Counter<long> events;
    private readonly Histogram<double> frameLatency;
    private readonly Histogram<double> eventLatency;

    private readonly Meter meter;

    /// <summary>Creates the instruments.</summary>
    public CameraMetrics(IMeterFactory meters)
    {
        meter = meters.Create(ServeMetrics.MeterName);
        frames = meter.CreateCounter<long>("maskml.camera.frames", "{frame}", "Frames judged.");
        skipped = meter.CreateCounter<long>("maskml.camera.skipped", "{frame}", "Frames for which there was no time.");
        reconnects = meter.CreateCounter<long>("maskml.camera.reconnects", "{reconnect}", "How often a lost camera came back.");
        events = meter.CreateCounter<long>("maskml.camera.events", "{event}", "Events stored, by type.");
        frameLatency = meter.CreateHistogram<double>("maskml.camera.frame.latency", "s", "From the arrival of a frame until it is judged.");
        eventLatency = meter.CreateHistogram<double>(
            "maskml.camera.event.latency", "s", "From the arrival of a frame until its event is stored.");
    }

    /// <summary>Records a judged frame.</summary>
    public void Judged(string camera, TimeSpan latency)
    {
        frames.Add(1, Tag(camera));
        frameLatency.Record(latency.TotalSeconds, Tag(camera));
    }

    /// <summary>Counts skipped frames.</summary>
    public void Skipped(string camera, long n) => skipped.Add(n, Tag(camera));

    /// <summary>Counts a camera that came back.</summary>
    public void Reconnected(string camera) => reconnects.Add(1, Tag(camera));

    /// <summary>Records a stored event.</summary>
    public void Reported(string camera, string type, TimeSpan latency)
    {
        events.Add(1, Tag(camera), KeyValuePair.Create("type", (object?)type));
        eventLatency.Record(latency.TotalSeconds, Tag(camera));
    }

    /// <summary>Observes how many events wait to be told, by receiver.</summary>
    public void Observe(Func<IEnumerable<(string Receiver, long Waiting)>> outbox) => meter.CreateObservableGauge(
        "maskml.camera.outbox",
        () => outbox().Select(one => new Measurement<long>(one.Waiting, KeyValuePair.Create("receiver", (object?)one.Receiver))),
        "{event}",
        "Events that wait to be told, by receiver.");

    private static KeyValuePair<string, object?> Tag(string camera) => KeyValuePair.Create("camera", (object?)camera);
}
