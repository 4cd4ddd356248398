using System.Text.Json;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Tracking;

namespace MaskML.Video.Sinks;

/// <summary>Writes JSON lines: one for each frame, one for each violation, and one with the summary.</summary>
/// <param name="output">Receives the lines.</param>
internal sealed class JsonLinesSink(TextWriter output) : VideoSink
{
    private const int TimeDigits = 3;

    private VideoInfo? video;

    /// <inheritdoc/>
    public override void Begin(VideoInfo video) => this.video = video;

    /// <summary>Writes a frame like a photo, with number, time and tracks in addition.</summary>
    public override void WriteFrame(FrameResult frame, Mat picture) => WriteLine(json =>
    {
        json.WriteNumber("frame", frame.Number);
        json.WriteNumber("time", Rounded(frame.Time));
        json.WriteNumber("width", frame.Size.Width);
        json.WriteNumber("height", frame.Size.Height);
        json.WriteStartArray("faces");
        foreach (TrackedFace face in frame.Faces)
        {
            json.WriteStartObject();
            PredictionLine.Write(json, "track", face.Track);
            PredictionLine.WriteMembers(json, face.Face, video!.Labels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        DistanceJson.Write(json, frame.Distances);
        PredictionLine.WriteEnd(json, video!.ModelSha256, frame.Milliseconds);
    });

    /// <inheritdoc/>
    public override void WriteViolation(FrameResult frame, ViolationStarted violation) => WriteLine(json =>
    {
        json.WriteNumber("frame", frame.Number);
        json.WriteNumber("time", Rounded(frame.Time));
        PredictionLine.Write(json, "event", new { gate = violation.Label, track = violation.Track, frames = violation.Frames });
    });

    /// <inheritdoc/>
    public override void WriteSummary(VideoSummary summary, string? error) => WriteLine(json =>
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
        PredictionLine.Write(json, "labels", summary.Labels);
        json.WriteNumber("trackFrames", summary.TrackFrames);
        json.WriteNumber("labelChanges", summary.LabelChanges);
        PredictionLine.Write(json, "longestViolation", summary.Longest is { } longest
            ? new { track = longest.Track, from = Rounded(longest.From), seconds = Rounded(longest.Seconds) }
            : null);
        if (summary.Closest is { } closest)
        {
            json.WriteNumber("closestMetres", Rounded(closest));
        }

        json.WriteEndObject();
    });

    /// <inheritdoc/>
    public override void WriteFailure(string source, string error) =>
        output.WriteLine(PredictionLine.Format(PhotoResult.Failed(source, error)));

    private void WriteLine(Action<Utf8JsonWriter> members) => output.WriteLine(PredictionLine.Line(video!.Source, members));

    private static double Rounded(double value) => Math.Round(value, TimeDigits);
}
