using System.Text;

namespace MaskML.Predict.Faces;

/// <summary>Names of labels in snake case, so that <c>WithMask</c>, <c>with-mask</c> and <c>With Mask</c> are one label.</summary>
internal static class LabelName
{
    /// <summary>Gives a name its normal form; applying it twice changes nothing.</summary>
    /// <param name="name">Name of a folder or a label as written by hand.</param>
    /// <returns>Lower-case words joined by <c>_</c>; the name itself where it has neither letters nor digits.</returns>
    public static string Normalize(string name)
    {
        Rune[] runes = [.. name.EnumerateRunes()];
        var text = new StringBuilder();
        bool separated = false;
        for (int i = 0; i < runes.Length; i++)
        {
            if (!IsPart(runes[i]))
            {
                separated = true;
                continue;
            }

            if ((separated || BeginsWord(runes, i)) && text.Length > 0)
            {
                text.Append('_');
            }

            separated = false;
            text.Append(Rune.ToLowerInvariant(runes[i]).ToString());
        }

        return text.Length > 0 ? text.ToString() : name.Trim();
    }

    /// <summary>
    /// Whether a capital begins a word: after a small letter or a digit, or as the last capital of several before a small letter.
    /// </summary>
    private static bool BeginsWord(Rune[] runes, int at) =>
        at > 0 && IsCapital(runes[at])
        && (!IsCapital(runes[at - 1])
            || (at + 1 < runes.Length && IsPart(runes[at + 1]) && !IsCapital(runes[at + 1]) && !Rune.IsDigit(runes[at + 1])));

    private static bool IsPart(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark;

    private static bool IsCapital(Rune rune) => Rune.ToLowerInvariant(rune) != rune;
}
