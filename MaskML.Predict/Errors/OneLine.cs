namespace MaskML.Predict.Errors;

/// <summary>Text for a line of output or of a log.</summary>
internal static class OneLine
{
    /// <summary>Replaces control characters, such as line ends in the name of a file, by <c>\u000a</c>.</summary>
    /// <param name="text">The text.</param>
    /// <param name="except">Control characters that stay.</param>
    public static string Of(string text, string except = "")
    {
        return !text.Any(IsReplaced) ? text : string.Concat(
            text.Select(c => IsReplaced(c) ? FormattableString.Invariant($"\\u{(int)c:x4}") : c.ToString()));

        bool IsReplaced(char c) => char.IsControl(c) && !except.Contains(c, StringComparison.Ordinal);
    }
}
