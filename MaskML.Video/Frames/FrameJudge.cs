using MaskML.Predict.Photos;
using MaskML.Video.Distance;
using MaskML.Video.Sinks;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;

namespace MaskML.Video.Frames;

/// <summary>What the faces of a frame mean after all frames before it: who is who, who is told at the gate, who stands too close.</summary>
/// <param name="labels">The model's labels.</param>
/// <param name="settings">The settings.</param>
internal sealed class FrameJudge(IReadOnlyList<string> labels, VideoSettings settings)
{
    private readonly FaceTracker tracker = new(labels, settings.Tracking, settings.Predict);
    private readonly MaskGate gate = new(settings.Gate);
    private readonly DistanceEstimator distances = new(settings.Distance);

    /// <summary>Counts what the frames come to.</summary>
    public VideoTally Tally { get; } = new(labels, settings.Gate);

    /// <summary>Takes in the next frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Its faces.</param>
    public FrameResult Next(VideoFrame frame, PhotoPrediction found)
    {
        if (frame.AfterLoss)
        {
            Leave(tracker.Clear());
        }

        TrackedFrame tracked = tracker.Next(found.Faces, frame.Time);
        var result = new FrameResult(
            frame.Number,
            frame.Time,
            frame.Pixels.Size(),
            tracked.Faces,
            settings.Distance.Enabled ? distances.ClosePairs([.. found.Faces.Select(face => face.Face.Box)], frame.Pixels.Size()) : null,
            settings.Gate.Enabled ? gate.Next(tracked.Faces) : [],
            found.Milliseconds with { Decode = frame.DecodeMilliseconds });
        Tally.Add(result);
        Leave(tracked.Ended);
        return result;
    }

    private void Leave(IReadOnlyList<int> tracks)
    {
        foreach (int track in tracks)
        {
            Tally.End(track);
            gate.Forget(track);
        }
    }
}
