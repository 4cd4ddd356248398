namespace MaskML.Predict.Errors;

/// <summary>Exit codes of the command-line programs.</summary>
public static class ExitCodes
{
    /// <summary>The command succeeded.</summary>
    public const int Done = 0;

    /// <summary>The command failed because of a defect in the program.</summary>
    public const int Fault = 1;

    /// <summary>The command line or the configuration is wrong.</summary>
    public const int Usage = 2;

    /// <summary>Input data or a model cannot be used.</summary>
    public const int Input = 3;

    /// <summary>A required limit, such as <c>--fail-under</c>, is not met.</summary>
    public const int Gate = 4;

    /// <summary>The user stopped the command with Ctrl+C.</summary>
    public const int Cancelled = 130;
}
