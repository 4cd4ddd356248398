namespace MaskML.Predict.Errors;

/// <summary>Wrong usage or configuration.</summary>
/// <param name="message">What was found, what was expected, where, and what to do.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
public sealed class UsageException(string message, Exception? inner = null) : MaskMLException(message, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => ExitCodes.Usage;
}
