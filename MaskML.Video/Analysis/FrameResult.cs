using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Tracking;

namespace MaskML.Video.Analysis;

/// <summary>The result of one frame.</summary>
/// <param name="Number">Number of the frame in the source, from 0; skipped frames count.</param>
/// <param name="Time">Time since the source began, in seconds.</param>
/// <param name="Size">Size of the frame in pixels.</param>
/// <param name="Faces">Its faces with their tracks.</param>
/// <param name="Distances">Pairs who stand too close, by the indices of their faces; null when distances are not estimated.</param>
/// <param name="Violations">Violations that start with this frame.</param>
/// <param name="Milliseconds">How long the steps took.</param>
public sealed record FrameResult(
    long Number,
    double Time,
    Size Size,
    IReadOnlyList<TrackedFace> Faces,
    IReadOnlyList<PairDistance>? Distances,
    IReadOnlyList<ViolationStarted> Violations,
    PhotoTimings Milliseconds)
{
    /// <summary>People whose tracks end with this frame.</summary>
    public IReadOnlyList<PersonLeft> Left { get; init; } = [];
}
