using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>What a network takes for a face; several candidates may be one face.</summary>
/// <param name="Box">The face in pixels of the network's input, maybe reaching beyond it.</param>
/// <param name="Score">How sure the network is, 0..1.</param>
internal readonly record struct FaceCandidate(Rect2f Box, float Score);
