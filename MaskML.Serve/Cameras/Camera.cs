using System.Text.Json.Nodes;
using MaskML.Predict.Errors;
using MaskML.Serve.Events;
using MaskML.Video.Analysis;
using MaskML.Video.Sources;
using Microsoft.Extensions.Logging;
using OpenCvSharp;

namespace MaskML.Serve.Cameras;

/// <summary>Watches one camera on a thread of its own, until it is disposed: opens it, and opens it again when it was lost.</summary>
internal sealed partial class Camera : ICamera
{
    // A camera device that hangs blocks its thread; its frames are then given up after so many read timeouts.
    private const double SilentTimeouts = 3;

    private readonly CameraServices services;
    private readonly CancellationTokenSource stop = new();
    private readonly CameraRecorder recorder;
    private readonly CameraState state;
    private readonly LatestPicture latest = new();
    private readonly VideoOptions video;
    private readonly TimeSpan longestSilence;
    private readonly Task work;
    private ZoneDetector? detector;
    private CameraPast past;

    /// <summary>Begins to watch.</summary>
    /// <param name="options">The camera.</param>
    /// <param name="configured">Whether the configuration file names it.</param>
    /// <param name="services">What it needs.</param>
    /// <param name="past">What it reported before; null for what the store knows.</param>
    public Camera(CameraOptions options, bool configured, CameraServices services, CameraPast? past = null)
    {
        (Options, this.services) = (options, services);
        this.past = past ?? CameraPast.Of(options.Name, services.Events);
        state = new CameraState(options, configured, services.Time);
        recorder = new CameraRecorder(options.Name, services.Events, services.Metrics, services.Time, services.Log, services.TellsCounts);

        // A lost camera is opened again here, with a new session.
        video = services.Video.Video with
        {
            Reconnects = 0,
            MaxFramesPerSecond = options.FramesPerSecond,
            DetectSide = options.DetectSide,
        };
        longestSilence = TimeSpan.FromSeconds(SilentTimeouts * video.ReadTimeout);
        work = Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Its options.</summary>
    public CameraOptions Options { get; }

    /// <inheritdoc/>
    public Task NextPicture => latest.Next;

    /// <summary>Completed when a recording has ended, or the camera is disposed.</summary>
    public Task Ended => work;

    /// <summary>How much work it is.</summary>
    public (long Judged, long Skipped, TimeSpan Latency) Load => state.Load;

    /// <inheritdoc/>
    public CameraAnswer Answer() => state.Answer();

    /// <summary>Its latest frame with the faces drawn, as JPEG; null without one.</summary>
    public byte[]? Picture() => latest.Draw();

    /// <inheritdoc/>
    public Task<byte[]?> PictureAsync(CancellationToken cancellationToken) => Task.FromResult(Picture());

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await work.ConfigureAwait(false);
        latest.Dispose();
        stop.Dispose();
    }

    private void Run()
    {
        for (int failures = 0; !stop.IsCancellationRequested;)
        {
            DateTimeOffset begin = past.StartAt(services.Time.GetUtcNow());
            long frames = state.Frames;
            string? reason = Watch(ref begin);
            latest.Clear();
            if (stop.IsCancellationRequested || reason is null)
            {
                state.Set(CameraState.Ended, null);
                break;
            }

            failures = state.Frames > frames ? 1 : failures + 1;
            Lose(begin, reason);
            TimeSpan wait = video.ReconnectDelayBefore(failures);
            Lost(services.Log, Options.Name, reason, wait.TotalSeconds);
            stop.Token.WaitHandle.WaitOne(wait);
        }

        recorder.Flush(all: true);
        detector?.Dispose();
    }

    // Watches until the camera is lost, and returns the reason; null for a recording that has ended.
    private string? Watch(ref DateTimeOffset begin)
    {
        OpenCamera? opened = null;
        bool isWhole = false;
        string reason = "the stream has ended";
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        try
        {
            detector ??= new ZoneDetector(
                VideoDetectors.Create(services.Prediction.Predict.Detector, services.Prediction.Detectors, video), Options.Zone);
            using IFrameSource source = FrameSources.Open(Options.Opened, video, said => reason = said, services.Time, stop.Token);
            opened = new OpenCamera(Options, services, source, detector, recorder, state, latest, stop.Token);
            silence.CancelAfter(longestSilence);
            foreach (VideoFrame frame in source.Read(silence.Token))
            {
                if (!opened.HasBegun)
                {
                    begin = past.StartAt(services.Time.GetUtcNow().AddSeconds(-frame.Time));
                    Find(begin);
                    recorder.Recording = source.IsLive ? null : past.Published;
                    opened.Begin(recorder.Recording ?? begin, recorder.Recording is null ? past.Violation : default);
                }

                silence.CancelAfter(longestSilence);
                opened.Take(frame);
                recorder.Flush();
            }

            isWhole = !silence.IsCancellationRequested;
            return source.IsLive ? silence.IsCancellationRequested ? "it gives no frames" : WithoutName(reason) : null;
        }
        catch (Exception e) when (e is InputException or UsageException)
        {
            return e.Message;
        }
        catch (OpenCVException e)
        {
            return $"OpenCV cannot work on it: {e.ErrMsg}";
        }
        catch (OperationCanceledException)
        {
            return "it was stopped";
        }
        catch (Exception e)
        {
            // Whatever happens to one camera, the others go on.
            Failed(services.Log, e, Options.Name);
            return "an unexpected fault, which the log describes";
        }
        finally
        {
            // A recording that was interrupted is watched from its first frame again.
            if (!isWhole && recorder.Recording is not null)
            {
                recorder.Interrupt();
            }
            else if (opened is { HasBegun: true })
            {
                opened.End();
                past = past with { Violation = opened.Violation };
            }

            recorder.Flush(all: true);
        }
    }

    private void Find(DateTimeOffset begin)
    {
        state.Set(CameraState.Live, null);
        if (past.IsLost)
        {
            past = past with { IsLost = false };
            state.Reconnect();
            services.Metrics.Reconnected(Options.Name);
            recorder.Report(begin, null, EventTypes.CameraBack, services.Time.GetUtcNow(), []);
            recorder.Flush();
        }
    }

    private void Lose(DateTimeOffset begin, string reason)
    {
        state.Set(CameraState.Lost, reason);
        if (!past.IsLost)
        {
            past = past with { IsLost = true };
            recorder.Report(
                begin, null, EventTypes.CameraLost, services.Time.GetUtcNow(), new JsonObject { ["reason"] = reason });
            recorder.Flush();
        }
    }

    private string WithoutName(string reason)
    {
        string prefix = Options.Opened.Name + ": ";
        return reason.StartsWith(prefix, StringComparison.Ordinal) ? reason[prefix.Length..] : reason;
    }

    [LoggerMessage(60, Microsoft.Extensions.Logging.LogLevel.Warning, "{Camera} is lost: {Reason}; it is opened again in {Seconds} s")]
    private static partial void Lost(ILogger logger, string camera, string reason, double seconds);

    [LoggerMessage(61, Microsoft.Extensions.Logging.LogLevel.Error, "{Camera} failed unexpectedly")]
    private static partial void Failed(ILogger logger, Exception exception, string camera);
}
