using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace MaskML.Train.Reports.Html;

/// <summary>Puts the parts of an interpolated text together for <see cref="Markup.Of"/>; called by the compiler.</summary>
[InterpolatedStringHandler]
internal readonly struct MarkupHandler
{
    private readonly StringBuilder text;

    /// <summary>Begins a text.</summary>
    public MarkupHandler(int literalLength, int formattedCount) => text = new StringBuilder(literalLength + (16 * formattedCount));

    /// <summary>Adds what the program itself says.</summary>
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

    /// <summary>What was put together.</summary>
    public Markup ToMarkup() => new(text.ToString());
}
