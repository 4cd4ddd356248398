using MaskML.Video.Frames;

namespace MaskML.Video.Sinks;

/// <summary>What a video comes to.</summary>
/// <param name="Frames">Frames that were judged.</param>
/// <param name="Skipped">Frames of a live source that were left out.</param>
/// <param name="Losses">How often a live source was lost and found again.</param>
/// <param name="Seconds">Length in seconds.</param>
/// <param name="Labels">
/// People by the label that they had longest, for each label of the model. Someone who leaves and comes back counts again.
/// </param>
/// <param name="LabelChanges">How often a track changed its label.</param>
/// <param name="TrackFrames">Frames of all tracks together.</param>
/// <param name="Longest">The longest time that someone was seen without a mask; null where nobody was.</param>
/// <param name="Closest">Distance in metres of the closest pair below the configured distance; null where there was none.</param>
internal sealed record VideoSummary(
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
    /// <summary>How many people were seen.</summary>
    public int People => Labels.Values.Sum();
}
