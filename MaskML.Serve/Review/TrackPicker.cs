using MaskML.Predict.Photos;
using MaskML.Video.Analysis;
using MaskML.Video.Tracking;
using OpenCvSharp;

namespace MaskML.Serve.Review;

/// <summary>
/// Collects at most one crop of each track of a camera: at random when it begins, or when its votes are split or uncertain.
/// </summary>
/// <param name="collector">Takes the crops.</param>
/// <param name="camera">Name of the camera.</param>
internal sealed class TrackPicker(ReviewCollector collector, string camera)
{
    private readonly HashSet<int> seen = [];
    private readonly HashSet<int> taken = [];

    /// <summary>Looks at the faces of a frame.</summary>
    /// <param name="frame">The frame; it is not changed.</param>
    /// <param name="found">Its faces as the model labels them.</param>
    /// <param name="result">The same faces with the votes of their tracks.</param>
    public void Next(Mat frame, PhotoPrediction found, FrameResult result)
    {
        if (!collector.IsOn)
        {
            return;
        }

        for (int i = 0; i < result.Faces.Count; i++)
        {
            (LabelledFace face, TrackedFace tracked) = (found.Faces[i], result.Faces[i]);
            if (tracked.Track is { } track && Reason(track, face, tracked.Face) is { } reason && taken.Add(track))
            {
                collector.Offer(frame, face, found, false, "cameras/" + camera, reason);
            }
        }

        foreach (int track in result.Left.Select(person => person.Track))
        {
            seen.Remove(track);
            taken.Remove(track);
        }
    }

    private string? Reason(int track, LabelledFace face, LabelledFace voted) =>
        taken.Contains(track) ? null
        : seen.Add(track) && collector.IsDrawn(face) ? ReviewReason.Random
        : !collector.IsUnsure(voted) ? null
        : face.Label == voted.Label ? ReviewReason.Uncertain
        : ReviewReason.Split;
}
