using MaskML.Predict.Faces;

namespace MaskML.Synth;

/// <summary>Labels of the drawn faces.</summary>
internal static class SynthLabels
{
    /// <summary>The label of a face. A face behind a hand or a cup has no mask.</summary>
    public static string Of(bool masked) => masked ? FaceLabels.WithMask : FaceLabels.WithoutMask;
}
