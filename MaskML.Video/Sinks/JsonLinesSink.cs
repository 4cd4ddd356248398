using System.Text.Json;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Tracking;

namespace MaskML.Video.Sinks;

/// <summary>Writes JSON lines: one for each frame, one for each violation, and one with the summary.</summary>
/// <param name="output">Receives the lines.</param>
internal sealed class JsonLinesSink(TextWriter output) : IVideoSink
{
    private const int TimeDigits = 3;

    private VideoInfo? video;

    /// <inheritdoc/>
    public void Begin(VideoInfo video) => this.video = video;

    /// <summary>Writes a frame like a photo, with number, time and tracks in addition.</summary>
    public void WriteFrame(FrameResult frame, Mat picture) => WriteLine(json =>
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
            PredictionLine.WriteMembers(json, face.Face, video!.Labels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        DistanceJson.Write(json, frame.Distances);
        PredictionLine.WriteEnd(json, video!.ModelSha256, frame.Milliseconds);
    });

    /// <inheritdoc/>
    public void WriteViolation(FrameResult frame, ViolationStarted violation) => WriteLine(json =>
    {
        json.WriteNumber("frame", frame.Number);
        json.WriteNumber("time", Rounded(frame.Time));
        json.WriteStartObject("event");
        json.WriteString("gate", violation.Label);
        json.WriteNumber("track", violation.Track);
        json.WriteNumber("frames", violation.Frames);
        json.WriteEndObject();
    });

    /// <inheritdoc/>
    public void Finish()
    {
    }

    /// <inheritdoc/>
    public void WriteSummary(VideoSummary summary, string? error) => WriteLine(json =>
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
        WriteLongest(json, summary.Longest);
        if (summary.Closest is { } closest)
        {
            json.WriteNumber("closestMetres", Rounded(closest));
        }

        json.WriteEndObject();
    });

    /// <inheritdoc/>
    public void WriteFailure(string source, string error) =>
        output.WriteLine(PredictionLine.Format(PhotoResult.Failed(source, error)));

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void WriteLine(Action<Utf8JsonWriter> members) => output.WriteLine(PredictionLine.Line(video!.Source, members));

    private static void WriteLongest(Utf8JsonWriter json, Violation? longest)
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
