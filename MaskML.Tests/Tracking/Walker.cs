using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using MaskML.Video.Tracking;
using OpenCvSharp;

namespace MaskML.Tests.Tracking;

/// <summary>Creates labelled faces as a detector and a model would return them.</summary>
internal static class Walker
{
    public const double FrameSeconds = 0.04;

    public static readonly string[] Labels = ["with_mask", "without_mask"];

    public static FaceTracker Tracker(TrackingOptions? options = null) =>
        new(Labels, options ?? new TrackingOptions(), new PredictOptions());

    /// <summary>A square face with a probability of a mask.</summary>
    public static LabelledFace Face(double x, double y, int side = 60, float masked = 0.95f)
    {
        float[] scores = [masked, 1 - masked];
        int best = masked >= 0.5f ? 0 : 1;
        return new LabelledFace(
            new Face(new Rect((int)Math.Round(x), (int)Math.Round(y), side, side), 0.9f), Labels[best], scores[best], false, scores);
    }
}
