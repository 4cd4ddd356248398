using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;

namespace MaskML.Video.Analysis;

/// <summary>
/// Relates the faces of each frame to the frames before it: tracks, labels voted over several frames, violations and distances.
/// Frames are passed in their order, by one thread at a time.
/// </summary>
/// <param name="labels">The model's labels, in the order of the faces' scores.</param>
/// <param name="settings">The settings.</param>
public sealed class FrameAnalyzer(IReadOnlyList<string> labels, VideoSettings settings)
{
    private readonly FaceTracker tracker = new(labels, settings.Tracking, settings.Predict);
    private readonly ViolationDetector violations = new(settings.Gate);
    private readonly DistanceEstimator distances = new(settings.Distance);
    private int losses;

    /// <summary>Sums up the frames so far.</summary>
    internal VideoSummaryBuilder Summary { get; } = new(labels, settings.Gate);

    /// <summary>Analyses the next frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="found">The faces found in it.</param>
    public FrameResult Next(VideoFrame frame, PhotoPrediction found)
    {
        ArgumentNullException.ThrowIfNull(frame);
        ArgumentNullException.ThrowIfNull(found);
        PersonLeft[] lost = frame.Losses > losses ? End(tracker.Clear()) : [];
        losses = frame.Losses;

        TrackedFrame tracked = tracker.Next(found.Faces, frame.Time);
        var result = new FrameResult(
            frame.Number,
            frame.Time,
            frame.Pixels.Size(),
            tracked.Faces,
            settings.Distance.Enabled ? distances.ClosePairs([.. found.Faces.Select(face => face.Face.Box)], frame.Pixels.Size()) : null,
            settings.Gate.Enabled ? violations.Next(tracked.Faces) : [],
            found.Milliseconds with { Decode = frame.DecodeMilliseconds });
        Summary.Add(result);
        return result with { Left = [.. lost, .. End(tracked.Ended)] };
    }

    /// <summary>Ends all tracks: the source has ended, or is lost.</summary>
    /// <returns>The people who were in the last frames.</returns>
    public IReadOnlyList<PersonLeft> Finish() => End(tracker.Clear());

    private PersonLeft[] End(IReadOnlyList<int> tracks)
    {
        foreach (int track in tracks)
        {
            violations.Remove(track);
        }

        return [.. tracks.Select(Summary.End).OfType<PersonLeft>()];
    }
}
