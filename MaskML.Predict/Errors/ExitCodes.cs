namespace MaskML.Predict.Errors;

/// <summary>Exit codes of the command lines.</summary>
public static class ExitCodes
{
    /// <summary>The command did what it was asked to.</summary>
    public const int Done = 0;

    /// <summary>A fault of the program itself.</summary>
    public const int Fault = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Input data or a model cannot be used.</summary>
    public const int Input = 3;

    /// <summary>A gate, such as <c>--fail-under</c>, is not met.</summary>
    public const int Gate = 4;

    /// <summary>Stopped with Ctrl+C.</summary>
    public const int Cancelled = 130;
}
