namespace MaskML.Predict;

/// <summary>Entry point of the prediction command line.</summary>
public static class PredictProgram
{
    /// <summary>Runs the command line and returns its exit code.</summary>
    public static int Main() => 0;
}
