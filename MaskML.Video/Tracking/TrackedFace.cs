using MaskML.Predict.Photos;

namespace MaskML.Video.Tracking;

/// <summary>A face of one frame and the track that it belongs to.</summary>
/// <param name="Track">Number of the track, from 1; null while the face has not been seen in enough frames.</param>
/// <param name="Face">
/// The face where it was found, with the label that the frames so far have voted for; its scores are the shares of the votes.
/// </param>
public sealed record TrackedFace(int? Track, LabelledFace Face);
