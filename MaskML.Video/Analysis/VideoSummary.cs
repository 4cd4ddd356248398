using MaskML.Video.Events;

namespace MaskML.Video.Analysis;

/// <summary>The summary of a video.</summary>
/// <param name="Frames">Frames that were analysed.</param>
/// <param name="Skipped">Frames of a live source that were skipped.</param>
/// <param name="Losses">How often a live source was lost and opened again.</param>
/// <param name="Seconds">Length in seconds.</param>
/// <param name="Labels">
/// Number of people for each label of the model; a person counts under the label that they had longest, and again after leaving and
/// coming back.
/// </param>
/// <param name="LabelChanges">How often a track changed its label.</param>
/// <param name="TrackFrames">Frames of all tracks together.</param>
/// <param name="Longest">The longest violation; null without any.</param>
/// <param name="Closest">Distance in metres of the closest pair below the configured distance; null without any.</param>
public sealed record VideoSummary(
    long Frames,
    long Skipped,
    int Losses,
    double Seconds,
    IReadOnlyDictionary<string, int> Labels,
    long LabelChanges,
    long TrackFrames,
    Violation? Longest,
    double? Closest)
{
    /// <summary>Number of people seen.</summary>
    public int People => Labels.Values.Sum();
}
