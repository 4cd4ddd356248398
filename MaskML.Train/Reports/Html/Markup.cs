using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MaskML.Train.Reports.Html;

/// <summary>
/// A piece of HTML. The only way to it from a text is through the encoder, so that no name of a file or label becomes markup:
/// <c>Markup.Of($"&lt;td&gt;{name}&lt;/td&gt;")</c>.
/// </summary>
/// <param name="Html">The HTML.</param>
internal readonly record struct Markup(string Html)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Nothing.</summary>
    public static Markup Empty { get; } = new("");

    /// <summary>HTML with values in it: numbers in the invariant culture, texts encoded, pieces of HTML as they are.</summary>
    public static Markup Of(MarkupHandler text) => text.ToMarkup();

    /// <summary>A text as HTML, between tags or in an attribute in double quotes.</summary>
    public static Markup Text(string text) => new(Encoder.Encode(text));

    /// <summary>Pieces in a row.</summary>
    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.Html)));
}
