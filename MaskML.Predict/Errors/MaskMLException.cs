namespace MaskML.Predict.Errors;

/// <summary>
/// The base class of errors that the user can fix. The message says what was found, what was expected, where, and how to fix it.
/// The command-line programs print it without a stack trace and return <see cref="ExitCode"/>.
/// </summary>
public abstract class MaskMLException : Exception
{
    private protected MaskMLException(string message, Exception? inner)
        : base(message, inner)
    {
    }

    /// <summary>The exit code of a command that ends with this error; see <see cref="ExitCodes"/>.</summary>
    public abstract int ExitCode { get; }

    /// <summary>Whether the text of the exception has the stack trace, and not only the message for the user.</summary>
    internal bool HasTrace { get; set; } = true;

    /// <inheritdoc/>
    public override string ToString() => HasTrace ? base.ToString() : Message;
}

/// <summary>The command line, an argument or the configuration is wrong.</summary>
/// <param name="message">The problem: what was found, what was expected, where, and how to fix it.</param>
/// <param name="inner">The cause, if there is another exception.</param>
public sealed class UsageException(string message, Exception? inner = null) : MaskMLException(message, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => ExitCodes.Usage;
}

/// <summary>Input data, a backbone or a model cannot be used.</summary>
/// <param name="message">The problem: what was found, what was expected, where, and how to fix it.</param>
/// <param name="inner">The cause, if there is another exception.</param>
public class InputException(string message, Exception? inner = null) : MaskMLException(message, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => ExitCodes.Input;
}

/// <summary>A required limit, such as a minimum accuracy, is not met.</summary>
/// <param name="message">The problem: what was found, what was expected, where, and how to fix it.</param>
/// <param name="inner">The cause, if there is another exception.</param>
public sealed class GateException(string message, Exception? inner = null) : MaskMLException(message, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => ExitCodes.Gate;
}
