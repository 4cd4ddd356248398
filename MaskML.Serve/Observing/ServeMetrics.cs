using System.Diagnostics.Metrics;

namespace MaskML.Serve.Observing;

/// <summary>The service's own metrics, in the meter <see cref="MeterName"/>. ASP.NET Core measures the durations of requests.</summary>
internal sealed class ServeMetrics
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "MaskML.Serve";

    private readonly UpDownCounter<long> waiting;
    private readonly Counter<long> rejects;
    private readonly Counter<long> photos;
    private readonly Counter<long> faces;
    private readonly Counter<long> reviewed;
    private readonly Counter<long> notReviewed;

    /// <summary>Creates the instruments.</summary>
    /// <param name="meters">Creates the meter.</param>
    public ServeMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        waiting = meter.CreateUpDownCounter<long>("maskml.serve.queue", "{request}", "Photos that wait for their turn.");
        rejects = meter.CreateCounter<long>("maskml.serve.rejects", "{request}", "Requests answered with a problem, by its kind.");
        photos = meter.CreateCounter<long>("maskml.serve.photos", "{photo}", "Photos by outcome: judged, refused.");
        faces = meter.CreateCounter<long>("maskml.serve.faces", "{face}", "Faces judged, by label.");
        reviewed = meter.CreateCounter<long>("maskml.review.crops", "{crop}", "Crops collected for review, by reason.");
        notReviewed = meter.CreateCounter<long>("maskml.review.dropped", "{crop}", "Crops that could not be collected.");
    }

    /// <summary>Adds to the number of photos that wait for a worker.</summary>
    public void Waiting(int change) => waiting.Add(change);

    /// <summary>Counts a request that was answered with a problem of a kind.</summary>
    public void Rejected(string kind) => rejects.Add(1, new KeyValuePair<string, object?>("kind", kind));

    /// <summary>Counts a judged photo and the labels of its faces.</summary>
    public void Judged(IEnumerable<string> labels)
    {
        photos.Add(1, new KeyValuePair<string, object?>("outcome", "judged"));
        foreach (string label in labels)
        {
            faces.Add(1, new KeyValuePair<string, object?>("label", label));
        }
    }

    /// <summary>Counts a crop collected for review.</summary>
    public void Reviewed(string reason) => reviewed.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>Counts a crop that was not collected, because too many were on their way or the disk failed.</summary>
    public void NotReviewed() => notReviewed.Add(1);

    /// <summary>Counts a photo that could not be used.</summary>
    public void Refused() => photos.Add(1, new KeyValuePair<string, object?>("outcome", "refused"));
}
