namespace MaskML.Tests.Pooling;

/// <summary>The output row of a program that uses a model of MaskML without our types.</summary>
internal sealed class CropOutput
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
