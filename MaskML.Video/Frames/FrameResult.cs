using MaskML.Predict.Photos;
using MaskML.Video.Distance;
using MaskML.Video.Tracking;
using OpenCvSharp;

namespace MaskML.Video.Frames;

/// <summary>What is said of one frame.</summary>
/// <param name="Number">Number of the frame in the source, from 0.</param>
/// <param name="Time">Time since the source began, in seconds.</param>
/// <param name="Size">Size of the frame in pixels.</param>
/// <param name="Faces">Its faces, followed.</param>
/// <param name="Distances">Pairs who stand too close, by the indices of their faces; null where nobody asked.</param>
/// <param name="Events">Events of the gate.</param>
/// <param name="Milliseconds">How long it took.</param>
internal sealed record FrameResult(
    long Number,
    double Time,
    Size Size,
    IReadOnlyList<TrackedFace> Faces,
    IReadOnlyList<PairDistance>? Distances,
    IReadOnlyList<GateEvent> Events,
    PhotoTimings Milliseconds);
