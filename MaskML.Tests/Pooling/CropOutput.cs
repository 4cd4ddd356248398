namespace MaskML.Tests.Pooling;

/// <summary>What a program of its own takes from a model of MaskML.</summary>
internal sealed class CropOutput
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
