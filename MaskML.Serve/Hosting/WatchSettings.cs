using MaskML.Fleet;
using MaskML.Predict.Photos;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Review;
using MaskML.Serve.Telling;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;

namespace MaskML.Serve.Hosting;

/// <summary>What the service does besides answering: cameras, and crops for review.</summary>
public sealed record WatchSettings
{
    /// <summary>Reads the cameras: when the service starts, and when <see cref="File"/> has changed.</summary>
    public Func<IReadOnlyList<CameraOptions>> Cameras { get; init; } = () => [];

    /// <summary>The configuration file, which is watched; null for none.</summary>
    public string? File { get; init; }

    /// <summary>How sources are read and faces are followed.</summary>
    public VideoSettings Video { get; init; } = new(
        new VideoOptions(), new TrackingOptions(), new GateOptions(), new DistanceOptions(), new PredictOptions());

    /// <summary>Where events are stored.</summary>
    public EventOptions Events { get; init; } = new();

    /// <summary>Web addresses that are told of events.</summary>
    public IReadOnlyList<WebhookOptions> Webhooks { get; init; } = [];

    /// <summary>The MQTT broker.</summary>
    public MqttOptions Mqtt { get; init; } = new();

    /// <summary>The fleet whose workers watch the cameras, where its options say so.</summary>
    public FleetOptions Fleet { get; init; } = new();

    /// <summary>Whether pictures are stored.</summary>
    public PrivacyOptions Privacy { get; init; } = new();

    /// <summary>Crops for review.</summary>
    public ReviewOptions Review { get; init; } = new();

    /// <summary>Pictures to review besides what comes in: path of each, and the name that is shown.</summary>
    public IReadOnlyList<(string Path, string Name)> ReviewFiles { get; init; } = [];
}
