using System.Text.Json;
using MaskML.Predict.Photos;
using MaskML.Video.Distance;
using MaskML.Video.Frames;
using MaskML.Video.Tracking;

namespace MaskML.Video.Sinks;

/// <summary>What is said of a video as JSON lines: one for each frame, one for each event, and at the end one with the summary.</summary>
/// <param name="source">The video, as the user named it.</param>
/// <param name="labels">The model's labels.</param>
/// <param name="model">SHA-256 of the model zip.</param>
internal sealed class VideoLine(string source, IReadOnlyList<string> labels, string model)
{
    private const int TimeDigits = 3;

    /// <summary>A frame, in the shape of a photo's line, with number, time and tracks.</summary>
    public string Frame(FrameResult frame) => PredictionLine.Line(source, json =>
    {
        json.WriteNumber("frame", frame.Number);
        json.WriteNumber("time", Rounded(frame.Time));
        json.WriteNumber("width", frame.Size.Width);
        json.WriteNumber("height", frame.Size.Height);
        json.WriteStartArray("faces");
        foreach (TrackedFace face in frame.Faces)
        {
            json.WriteStartObject();
            WriteNumber(json, "track", face.Track);
            PredictionLine.WriteMembers(json, face.Face, labels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        DistanceJson.Write(json, frame.Distances);
        PredictionLine.WriteEnd(json, model, frame.Milliseconds);
    });

    /// <summary>An event of the gate.</summary>
    public string Event(FrameResult frame, GateEvent gate) => PredictionLine.Line(source, json =>
    {
        json.WriteNumber("frame", frame.Number);
        json.WriteNumber("time", Rounded(frame.Time));
        json.WriteStartObject("event");
        json.WriteString("gate", gate.Label);
        json.WriteNumber("track", gate.Track);
        json.WriteNumber("frames", gate.Frames);
        json.WriteEndObject();
    });

    /// <summary>The summary.</summary>
    /// <param name="summary">The sum of all frames.</param>
    /// <param name="error">What ended the video before its end; null where nothing did.</param>
    public string Summary(VideoSummary summary, string? error) => PredictionLine.Line(source, json =>
    {
        if (error is not null)
        {
            json.WriteString("error", error);
        }

        json.WriteStartObject("summary");
        json.WriteNumber("frames", summary.Frames);
        json.WriteNumber("skipped", summary.Skipped);
        json.WriteNumber("losses", summary.Losses);
        json.WriteNumber("seconds", Rounded(summary.Seconds));
        json.WriteNumber("people", summary.People);
        json.WriteStartObject("labels");
        foreach ((string label, int count) in summary.Labels)
        {
            json.WriteNumber(label, count);
        }

        json.WriteEndObject();
        json.WriteNumber("trackFrames", summary.TrackFrames);
        json.WriteNumber("labelChanges", summary.LabelChanges);
        WriteViolation(json, summary.Longest);
        if (summary.Closest is { } closest)
        {
            json.WriteNumber("closestMetres", Rounded(closest));
        }

        json.WriteEndObject();
    });

    private static void WriteViolation(Utf8JsonWriter json, Violation? longest)
    {
        if (longest is null)
        {
            json.WriteNull("longestViolation");
            return;
        }

        json.WriteStartObject("longestViolation");
        json.WriteNumber("track", longest.Track);
        json.WriteNumber("from", Rounded(longest.From));
        json.WriteNumber("seconds", Rounded(longest.Seconds));
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static double Rounded(double value) => Math.Round(value, TimeDigits);
}
