using MaskML.Predict.Configuration;
using MaskML.Predict.Distance;
using MaskML.Predict.Faces;
using MaskML.Predict.Output;
using MaskML.Predict.Tracking;

namespace MaskML.Predict.Video;

/// <summary>What the faces of a frame mean after all frames before it: who is who, who is told at the gate, who stands too close.</summary>
/// <param name="labels">The model's labels.</param>
/// <param name="config">The configuration.</param>
internal sealed class FrameJudge(IReadOnlyList<string> labels, MaskMLConfig config)
{
    private readonly FaceTracker tracker = new(labels, config.Tracking, config.Predict);
    private readonly MaskGate gate = new(config.Gate);
    private readonly DistanceEstimator distances = new(config.Distance);

    /// <summary>Counts what the frames come to.</summary>
    public VideoTally Tally { get; } = new(labels, config.Gate);

    /// <summary>Takes in the next frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="found">Its faces.</param>
    public FrameResult Next(VideoFrame frame, FaceFindings found)
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
            config.Distance.Enabled ? distances.ClosePairs([.. found.Faces.Select(face => face.Face.Box)], frame.Pixels.Size()) : null,
            config.Gate.Enabled ? gate.Next(tracked.Faces) : [],
            new PhotoTimings(frame.DecodeMilliseconds, found.DetectMilliseconds, found.ClassifyMilliseconds));
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
