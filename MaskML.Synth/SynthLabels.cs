namespace MaskML.Synth;

/// <summary>Labels of the drawn faces.</summary>
internal static class SynthLabels
{
    /// <summary>Nose and mouth are covered by a mask.</summary>
    public const string WithMask = "with_mask";

    /// <summary>They are not, even if a hand or a cup is in front of them.</summary>
    public const string WithoutMask = "without_mask";

    /// <summary>The label of a face.</summary>
    public static string Of(bool masked) => masked ? WithMask : WithoutMask;
}
