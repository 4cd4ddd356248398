namespace MaskML.Predict.Faces;

/// <summary>Labels that mean something to the program; models may have others.</summary>
public static class FaceLabels
{
    /// <summary>A mask covers nose, mouth and chin.</summary>
    public const string WithMask = "with_mask";

    /// <summary>The face is bare.</summary>
    public const string WithoutMask = "without_mask";
}
