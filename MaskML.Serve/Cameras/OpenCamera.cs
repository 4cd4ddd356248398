using MaskML.Predict.Errors;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using MaskML.Serve.Events;
using MaskML.Serve.Review;
using MaskML.Video.Analysis;
using MaskML.Video.Sources;

namespace MaskML.Serve.Cameras;

/// <summary>
/// A camera from its opening until it is lost: judges its frames and follows who is in them. For each frame it takes a place of the
/// model's pool, as a request does: cameras and requests get their places in turn, and a camera that has none skips frames.
/// </summary>
/// <param name="options">The camera.</param>
/// <param name="services">What it needs.</param>
/// <param name="source">Its frames.</param>
/// <param name="detector">Finds faces in its zone.</param>
/// <param name="recorder">Receives what happens.</param>
/// <param name="state">Receives how it is.</param>
/// <param name="latest">Receives its latest frame.</param>
/// <param name="cancellationToken">Ends the waits.</param>
internal sealed class OpenCamera(
    CameraOptions options,
    CameraServices services,
    IFrameSource source,
    ZoneDetector detector,
    CameraRecorder recorder,
    CameraState state,
    LatestPicture latest,
    CancellationToken cancellationToken)
{
    private CameraSession? session;
    private TrackPicker? picker;
    private DateTimeOffset start;
    private DateTimeOffset violation;
    private long skipped;

    // By how much a recording is behind its time, as one that another worker has begun: it is judged as fast as this one can.
    private TimeSpan behind;

    /// <summary>Whether a frame was judged.</summary>
    public bool HasBegun => session is not null;

    /// <summary>When its last violation was reported, here or before.</summary>
    public DateTimeOffset Violation => session?.ReportedLast ?? violation;

    /// <summary>Sets when the first frame of its session came.</summary>
    /// <param name="at">The time.</param>
    /// <param name="lastViolation">When its last violation was reported before.</param>
    public void Begin(DateTimeOffset at, DateTimeOffset lastViolation) => (start, violation) = (at, lastViolation);

    /// <summary>Judges a frame, or a later one if it has come, and disposes it. A recording waits for its time.</summary>
    /// <exception cref="UsageException">The model has none of the camera's labels.</exception>
    public void Take(VideoFrame arrived)
    {
        VideoFrame frame = arrived;
        try
        {
            if (!source.IsLive)
            {
                WaitUntil(start.AddSeconds(frame.Time));
            }

            // While others had all the places, a later frame may have come.
            PhotoPrediction found;
            using (MaskModelLease lease = services.Pool.RentAsync(cancellationToken).GetAwaiter().GetResult())
            {
                frame = source.Latest(frame);
                found = new FacePipeline(lease.Model, detector, services.Prediction.Predict)
                    .Run(frame.Pixels, services.Serve.MaxFaces, cancellationToken);
            }

            Follow(frame, found);
        }
        catch (TimeoutException)
        {
            Skip(1);
        }
        finally
        {
            frame.Dispose();
        }

        Skip(source.Skipped - skipped);
        skipped = source.Skipped;
    }

    /// <summary>Reports everybody who is in the picture as gone.</summary>
    public void End() => session?.End();

    private void Follow(VideoFrame frame, PhotoPrediction found)
    {
        // A new live model may have other labels.
        if (session?.Labels.SequenceEqual(found.Labels) != true)
        {
            if (!options.Labels.Any(found.Labels.Contains))
            {
                throw new UsageException(
                    $"labels: found {string.Join(", ", options.Labels)}, "
                    + $"expected at least one of the model: {string.Join(", ", found.Labels)}");
            }

            End();
            DateTimeOffset from = session is null ? start : start.AddMilliseconds(CameraPast.Turns);
            picker = new TrackPicker(services.Review, options.Name);
            session = new CameraSession(options, services.Video, services.Privacy, recorder, found.Labels, from, Violation);
        }

        FrameResult result = session.Next(frame, found);
        picker!.Next(frame.Pixels, found, result);
        latest.Set(frame.Pixels, result, session.Labels);
        TimeSpan latency = services.Time.GetUtcNow() - start.AddSeconds(frame.Time) - behind;
        state.Judged(result, found.ModelSha256, session.Violating, latency);
        services.Metrics.Judged(options.Name, latency);
    }

    private void Skip(long frames)
    {
        state.Skip(frames);
        recorder.Count(CountStore.Skipped, services.Time.GetUtcNow(), frames);
        services.Metrics.Skipped(options.Name, frames);
    }

    private void WaitUntil(DateTimeOffset time)
    {
        TimeSpan wait = time - services.Time.GetUtcNow();
        behind = TimeSpan.FromTicks(Math.Max(0, -wait.Ticks));
        if (wait > TimeSpan.Zero)
        {
            cancellationToken.WaitHandle.WaitOne(wait);
        }
    }
}
