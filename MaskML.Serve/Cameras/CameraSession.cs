using System.Text.Json.Nodes;
using MaskML.Predict.Annotation;
using MaskML.Predict.Photos;
using MaskML.Serve.Events;
using MaskML.Video.Analysis;
using MaskML.Video.Events;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;
using OpenCvSharp;

namespace MaskML.Serve.Cameras;

/// <summary>From the opening of a camera until it is lost: its tracks, and the events that follow from them.</summary>
internal sealed class CameraSession
{
    private readonly CameraOptions options;
    private readonly PrivacyOptions privacy;
    private readonly CameraRecorder recorder;
    private readonly FrameAnalyzer analyzer;

    // Violations that last, by track: when they began, and whether they were reported or fell into the cooldown.
    private readonly Dictionary<int, (double From, bool Reported)> violating = [];
    private double time;
    private string? model;
    private DateTimeOffset reportedLast;

    /// <summary>Begins a session.</summary>
    /// <param name="options">The camera.</param>
    /// <param name="settings">How faces are followed.</param>
    /// <param name="privacy">Whether pictures are kept.</param>
    /// <param name="recorder">Receives what happens.</param>
    /// <param name="labels">The model's labels.</param>
    /// <param name="start">When the camera was opened.</param>
    /// <param name="violation">When the last violation was reported, in an earlier session.</param>
    public CameraSession(
        CameraOptions options,
        VideoSettings settings,
        PrivacyOptions privacy,
        CameraRecorder recorder,
        IReadOnlyList<string> labels,
        DateTimeOffset start,
        DateTimeOffset violation)
    {
        (this.options, this.privacy, this.recorder, Labels, Start) = (options, privacy, recorder, labels, start);
        reportedLast = violation;
        var gate = new GateOptions { Enabled = true, Frames = options.Frames, Labels = options.Labels };
        analyzer = new FrameAnalyzer(labels, settings with { Gate = gate });
    }

    /// <summary>The model's labels.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>When the camera was opened.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>When the last violation was reported, in an earlier session too.</summary>
    public DateTimeOffset ReportedLast => reportedLast;

    /// <summary>Number of violations that last.</summary>
    public int Violating => violating.Count;

    /// <summary>Follows the faces of the next frame and reports what begins and ends with it.</summary>
    public FrameResult Next(VideoFrame frame, PhotoPrediction found)
    {
        (time, model) = (frame.Time, found.ModelSha256);
        FrameResult result = analyzer.Next(frame, found);
        recorder.Frame(At(time));
        foreach (ViolationStarted started in result.Violations)
        {
            recorder.Count(CountStore.Violations, At(time));

            // A clock that was set back quiets nobody.
            double since = (At(time) - reportedLast).TotalSeconds;
            bool reported = since < 0 || since >= options.Cooldown;
            violating[started.Track] = (time, reported);
            if (reported)
            {
                reportedLast = At(time);
                TrackedFace face = result.Faces.First(face => face.Track == started.Track);
                Report(EventTypes.ViolationStarted, started.Track, Describe(result, started, face), Picture(frame.Pixels, result, face));
            }
        }

        foreach (TrackedFace face in result.Faces)
        {
            if (face.Track is { } track && !options.Labels.Contains(face.Face.Label))
            {
                EndViolation(track, face.Face.Label);
            }
        }

        Leave(result.Left);
        return result;
    }

    /// <summary>Reports everybody who is in the picture as gone.</summary>
    public void End() => Leave(analyzer.Finish());

    private void Leave(IReadOnlyList<PersonLeft> people)
    {
        foreach (PersonLeft person in people)
        {
            EndViolation(person.Track, person.Label);
            recorder.Count(CountStore.Label(person.Label), At(person.Until));
            Report(EventTypes.PersonLeft, person.Track, new JsonObject
            {
                ["track"] = person.Track,
                ["label"] = person.Label,
                ["seconds"] = Rounded(person.Until - person.From),
            });
        }
    }

    private void EndViolation(int track, string label)
    {
        if (violating.Remove(track, out (double From, bool Reported) violation) && violation.Reported)
        {
            Report(EventTypes.ViolationEnded, track, new JsonObject
            {
                ["track"] = track,
                ["label"] = label,
                ["seconds"] = Rounded(time - violation.From),
            });
        }
    }

    private static JsonObject Describe(FrameResult result, ViolationStarted started, TrackedFace face)
    {
        Rect box = face.Face.Face.Box;
        return new JsonObject
        {
            ["track"] = started.Track,
            ["label"] = started.Label,
            ["confidence"] = Rounded(face.Face.Confidence),
            ["frames"] = started.Frames,
            ["frame"] = result.Number,
            ["box"] = new JsonObject { ["x"] = box.X, ["y"] = box.Y, ["width"] = box.Width, ["height"] = box.Height },
            ["width"] = result.Size.Width,
            ["height"] = result.Size.Height,
        };
    }

    private byte[]? Picture(Mat frame, FrameResult result, TrackedFace violation)
    {
        if (!privacy.KeepPictures)
        {
            return null;
        }

        using Mat picture = frame.Clone();
        FaceBlur.Blur(picture, privacy.Blur switch
        {
            PrivacyOptions.None => [],
            PrivacyOptions.Others => result.Faces.Where(face => face != violation).Select(face => face.Face.Face.Box),
            _ => result.Faces.Select(face => face.Face.Face.Box),
        });
        Cv2.ImEncode(".jpg", picture, out byte[] jpeg);
        return jpeg;
    }

    private void Report(string type, int track, JsonObject data, byte[]? picture = null)
    {
        data["model"] = model;
        recorder.Report(Start, track, type, At(time), data, picture);
    }

    private DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);

    private static double Rounded(double value) => Math.Round(value, 3);
}
