using MaskML.Predict.Hosting;
using MaskML.Serve.Events;
using MaskML.Serve.Observing;
using MaskML.Video.Analysis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MaskML.Serve.Cameras;

/// <summary>What cameras share.</summary>
internal sealed class CameraServices(
    MaskModelPool pool,
    IOptions<MaskMLOptions> prediction,
    VideoSettings video,
    PrivacyOptions privacy,
    ServeOptions serve,
    EventStore events,
    CameraMetrics metrics,
    TimeProvider time,
    ILogger<Camera> log)
{
    public MaskModelPool Pool { get; } = pool;

    public MaskMLOptions Prediction { get; } = prediction.Value;

    public VideoSettings Video { get; } = video;

    public PrivacyOptions Privacy { get; } = privacy;

    public int MaxFaces { get; } = serve.MaxFaces;

    public EventStore Events { get; } = events;

    public CameraMetrics Metrics { get; } = metrics;

    public TimeProvider Time { get; } = time;

    public ILogger Log { get; } = log;
}
