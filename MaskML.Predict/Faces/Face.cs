namespace MaskML.Predict.Faces;

/// <summary>A face found in a photo.</summary>
/// <param name="Box">The face in pixels, inside the photo.</param>
/// <param name="Score">How sure the detector is, 0..1.</param>
public readonly record struct Face(Rect Box, float Score);

/// <summary>What a network takes for a face; several candidates may be one face.</summary>
/// <param name="Box">The face in pixels of the network's input, maybe reaching beyond it.</param>
/// <param name="Score">How sure the network is, 0..1.</param>
internal readonly record struct FaceCandidate(Rect2f Box, float Score);
