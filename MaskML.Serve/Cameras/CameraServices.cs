using MaskML.Predict.Hosting;
using MaskML.Serve.Events;
using MaskML.Serve.Observing;
using MaskML.Serve.Review;
using MaskML.Video.Analysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MaskML.Serve.Cameras;

/// <summary>What cameras share.</summary>
internal sealed record CameraServices(
    MaskModelPool Pool,
    IOptions<MaskMLOptions> Options,
    VideoSettings Video,
    PrivacyOptions Privacy,
    ServeOptions Serve,
    EventStore Events,
    CameraMetrics Metrics,
    ReviewCollector Review,
    TimeProvider Time,
    ILogger<Camera> Log)
{
    /// <summary>Whether counts are told as events, because others add them up.</summary>
    public bool TellsCounts { get; init; }

    /// <summary>How faces are found and labelled.</summary>
    public MaskMLOptions Prediction => Options.Value;
}
