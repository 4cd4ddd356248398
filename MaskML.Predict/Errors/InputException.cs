namespace MaskML.Predict.Errors;

/// <summary>Input data, a backbone or a model cannot be used.</summary>
/// <param name="message">What was found, what was expected, where, and what to do.</param>
/// <param name="inner">The cause, if another exception told of it.</param>
public class InputException(string message, Exception? inner = null) : MaskMLException(message, inner)
{
    /// <inheritdoc/>
    public override int ExitCode => ExitCodes.Input;
}
