namespace MaskML.Serve.Problems;

/// <summary>What callers sent, as messages and the log show it.</summary>
internal static class Shown
{
    /// <summary>A text, cut where it is longer than so many characters.</summary>
    public static string Cut(string text, int most) => text.Length <= most ? text : text[..most] + "…";
}
