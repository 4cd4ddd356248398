using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;

namespace MaskML.Video.Analysis;

/// <summary>The options of all features that a video passes through.</summary>
/// <param name="Video">How sources are read and frames are searched.</param>
/// <param name="Tracking">How faces are followed from frame to frame.</param>
/// <param name="Gate">When a person without a mask is reported.</param>
/// <param name="Distance">Distances between people.</param>
/// <param name="Predict">Which labels are uncertain.</param>
public sealed record VideoSettings(
    VideoOptions Video, TrackingOptions Tracking, GateOptions Gate, DistanceOptions Distance, PredictOptions Predict);
