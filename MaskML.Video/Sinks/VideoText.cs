using System.Globalization;
using MaskML.Video.Frames;

namespace MaskML.Video.Sinks;

/// <summary>What is said of a video as lines for people.</summary>
internal static class VideoText
{
    /// <summary>An event, such as <c>door.mp4: 0:02.4: track 3 is without_mask for 10 frames</c>.</summary>
    public static string Event(string source, double time, GateEvent gate) =>
        FormattableString.Invariant($"{source}: {Clock(time)}: track {gate.Track} is {gate.Label} for {gate.Frames} frames");

    /// <summary>
    /// The summary, such as <c>door.mp4: 250 frames in 0:10.0, 6 people: 4 with_mask, 2 without_mask; longest without mask 3.2 s (track 5, from 0:04.1)</c>.
    /// </summary>
    public static string Summary(string source, VideoSummary summary)
    {
        string lost = (summary.Skipped > 0 ? FormattableString.Invariant($", {summary.Skipped} skipped") : "")
            + (summary.Losses > 0 ? FormattableString.Invariant($", lost {summary.Losses} times") : "");
        string people = summary.People switch
        {
            0 => "nobody",
            1 => "1 person: ",
            int count => FormattableString.Invariant($"{count} people: "),
        };
        IEnumerable<string> labels = summary.Labels.Where(label => label.Value > 0).Select(label => FormattableString.Invariant($"{label.Value} {label.Key}"));
        string longest = summary.Longest is { } violation
            ? FormattableString.Invariant($"; longest without mask {violation.Seconds:0.0} s (track {violation.Track}, from {Clock(violation.From)})")
            : "";
        string closest = summary.Closest is { } metres ? FormattableString.Invariant($"; closest pair {metres:0.0} m apart") : "";
        return FormattableString.Invariant($"{source}: {summary.Frames} frames in {Clock(summary.Seconds)}{lost}, ")
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
