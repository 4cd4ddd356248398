namespace MaskML.Serve.Contracts;

/// <summary>Text from requests, for messages and the log.</summary>
internal static class RequestText
{
    /// <summary>Truncates a text that is longer than <paramref name="maxLength"/> characters and appends an ellipsis.</summary>
    public static string Truncate(string text, int maxLength) => text.Length <= maxLength ? text : text[..maxLength] + "…";
}
