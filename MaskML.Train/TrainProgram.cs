namespace MaskML.Train;

/// <summary>Entry point of the training command line.</summary>
public static class TrainProgram
{
    /// <summary>Runs the command line and returns its exit code.</summary>
    public static int Main() => 0;
}
