using System.Globalization;
using MaskML.Video.Analysis;
using MaskML.Video.Events;

namespace MaskML.Video.Sinks;

/// <summary>Writes violations and the summary as lines for people.</summary>
/// <param name="output">Receives the results.</param>
/// <param name="errors">Receives the errors.</param>
internal sealed class TextSink(TextWriter output, TextWriter errors) : VideoSink
{
    private string source = "";

    /// <inheritdoc/>
    public override void Begin(VideoInfo video) => source = OneLine.Of(video.Source);

    /// <summary>Writes a line such as <c>door.mp4: 0:02.4: track 3 is without_mask for 10 frames</c>.</summary>
    public override void WriteViolation(FrameResult frame, ViolationStarted violation) => output.WriteLine(FormattableString.Invariant(
        $"{source}: {Clock(frame.Time)}: track {violation.Track} is {violation.Label} for {violation.Frames} frames"));

    /// <summary>
    /// Writes a line such as <c>door.mp4: 250 frames in 0:10.0, 6 people: 4 with_mask, 2 without_mask; longest without mask 3.2 s
    /// (track 5, from 0:04.1)</c>, and the error.
    /// </summary>
    public override void WriteSummary(VideoSummary summary, string? error)
    {
        output.WriteLine($"{source}: {Describe(summary)}");
        if (error is not null)
        {
            WriteFailure(source, error);
        }
    }

    /// <inheritdoc/>
    public override void WriteFailure(string source, string error) => errors.WriteLine($"error: {OneLine.Of(source)}: {OneLine.Of(error)}");

    private static string Describe(VideoSummary summary)
    {
        string skipped = summary.Skipped > 0 ? FormattableString.Invariant($", {summary.Skipped} skipped") : "";
        string losses = summary.Losses > 0 ? FormattableString.Invariant($", lost {summary.Losses} times") : "";
        string people = summary.People switch
        {
            0 => "nobody",
            1 => "1 person: ",
            int count => FormattableString.Invariant($"{count} people: "),
        };
        IEnumerable<string> labels = summary.Labels
            .Where(label => label.Value > 0)
            .Select(label => FormattableString.Invariant($"{label.Value} {label.Key}"));
        string longest = summary.Longest is { } violation
            ? FormattableString.Invariant(
                $"; longest without mask {violation.Seconds:0.0} s (track {violation.Track}, from {Clock(violation.From)})")
            : "";
        string closest = summary.Closest is { } metres ? FormattableString.Invariant($"; closest pair {metres:0.0} m apart") : "";
        return FormattableString.Invariant($"{summary.Frames} frames in {Clock(summary.Seconds)}{skipped}{losses}, ")
            + people + string.Join(", ", labels) + longest + closest;
    }

    private static string Clock(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Round(seconds, 1));
        return time.TotalHours >= 1
            ? FormattableString.Invariant($"{(int)time.TotalHours}:") + time.ToString(@"mm\:ss\.f", CultureInfo.InvariantCulture)
            : time.ToString(@"m\:ss\.f", CultureInfo.InvariantCulture);
    }
}
