namespace MaskML.Video.Tracking;

/// <summary>The faces of one frame, followed.</summary>
/// <param name="Faces">One for each face found, in the same order.</param>
/// <param name="Ended">Tracks that come to an end with this frame: their people have left.</param>
public sealed record TrackedFrame(IReadOnlyList<TrackedFace> Faces, IReadOnlyList<int> Ended);
