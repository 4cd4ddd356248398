using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MaskML.Train.Reports.Html;

/// <summary>
/// A piece of HTML. Interpolated texts are encoded, so that no name of a file or label becomes markup:
/// <c>Markup.Of($"&lt;td&gt;{name}&lt;/td&gt;")</c>.
/// </summary>
/// <param name="Html">The HTML.</param>
internal readonly record struct Markup(string Html)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>An empty piece.</summary>
    public static Markup Empty { get; } = new("");

    /// <summary>HTML with values: numbers in the invariant culture, encoded texts, and other pieces unchanged.</summary>
    public static Markup Of(MarkupHandler text) => text.ToMarkup();

    /// <summary>A text as HTML, for use between tags or in an attribute in double quotes.</summary>
    public static Markup Text(string text) => new(Encoder.Encode(text));

    /// <summary>Concatenates pieces.</summary>
    public static Markup Join(IEnumerable<Markup> pieces) => new(string.Concat(pieces.Select(piece => piece.Html)));
}

/// <summary>Builds the interpolated text of <see cref="Markup.Of"/>; used by the compiler.</summary>
[InterpolatedStringHandler]
internal readonly struct MarkupHandler
{
    private readonly StringBuilder text;

    /// <summary>Starts a text.</summary>
    public MarkupHandler(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (16 * formattedCount));

    /// <summary>Adds literal HTML.</summary>
    public void AppendLiteral(string literal) => text.Append(literal);

    /// <summary>Adds a piece of HTML.</summary>
    public void AppendFormatted(Markup piece) => text.Append(piece.Html);

    /// <summary>Adds pieces of HTML.</summary>
    public void AppendFormatted(IEnumerable<Markup> pieces) => text.Append(Markup.Join(pieces).Html);

    /// <summary>Adds a text, encoded.</summary>
    public void AppendFormatted(string? value) => text.Append(Markup.Text(value ?? "").Html);

    /// <summary>Adds a value, encoded.</summary>
    public void AppendFormatted<T>(T value, string? format = null)
        where T : IFormattable => AppendFormatted(value.ToString(format, CultureInfo.InvariantCulture));

    /// <summary>The result.</summary>
    public Markup ToMarkup() => new(text.ToString());
}
