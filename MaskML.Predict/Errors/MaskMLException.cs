namespace MaskML.Predict.Errors;

/// <summary>
/// A failure that the user can mend. The message says what was found, what was expected, where, and what to do; the command
/// lines print it without a stack trace and return <see cref="ExitCode"/>.
/// </summary>
public abstract class MaskMLException : Exception
{
    private protected MaskMLException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>The exit code of a command that ends with this failure; see <see cref="ExitCodes"/>.</summary>
    public abstract int ExitCode { get; }
}
