namespace MaskML.Predict.Errors;

/// <summary>Text for a line of output or of a log.</summary>
internal static class OneLine
{
    /// <summary>Replaces control characters, such as line ends in the name of a file, by <c>\u000a</c>.</summary>
    public static string Of(string text) => !text.Any(char.IsControl) ? text : string.Concat(
        text.Select(c => char.IsControl(c) ? FormattableString.Invariant($"\\u{(int)c:x4}") : c.ToString()));
}
