namespace MaskML.Video.Tracking;

/// <summary>A face of one frame and its track.</summary>
/// <param name="Track">Number of the track, from 1; null until the face has been found in enough frames.</param>
/// <param name="Face">
/// The face where it was found, with the label voted over the frames so far; its scores are the shares of the votes.
/// </param>
public sealed record TrackedFace(int? Track, LabelledFace Face);

/// <summary>The faces of one frame with their tracks.</summary>
/// <param name="Faces">One for each face found, in the same order.</param>
/// <param name="Ended">Tracks that end with this frame.</param>
public sealed record TrackedFrame(IReadOnlyList<TrackedFace> Faces, IReadOnlyList<int> Ended);
