using System.Globalization;

namespace MaskML.Serve.Queries;

/// <summary>The query of a request. Parameters that are unknown, repeated or wrong are refused.</summary>
internal sealed class RequestQuery
{
    private const int MaxShownLength = 40;

    private readonly IQueryCollection query;

    /// <summary>Checks the names.</summary>
    /// <param name="query">The query.</param>
    /// <param name="names">The parameters that there are.</param>
    /// <exception cref="ServeException">A parameter is unknown or repeated.</exception>
    public RequestQuery(IQueryCollection query, params ReadOnlySpan<string> names)
    {
        this.query = query;
        foreach ((string name, var values) in query)
        {
            if (!names.Contains(name))
            {
                throw new ServeException(
                    "bad-parameter", $"Found the parameter {Quote(name)}, expected one of {string.Join(", ", names.ToArray())}.");
            }

            if (values.Count != 1)
            {
                throw Wrong(name, $"{values.Count} values", "one value");
            }
        }
    }

    /// <summary>A text; null where it is not given.</summary>
    public string? Text(string name) => query.TryGetValue(name, out var value) ? value.ToString() : null;

    /// <summary>One of some texts, the first by default.</summary>
    public string OneOf(string name, params ReadOnlySpan<string> known)
    {
        string value = Text(name) ?? known[0];
        return known.Contains(value) ? value : throw Wrong(name, Quote(value), $"one of {string.Join(", ", known.ToArray())}");
    }

    /// <summary>A whole number.</summary>
    public long Number(string name, long from, long to, long otherwise) => Text(name) is not { } text ? otherwise
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value >= from && value <= to ? value
        : throw Wrong(name, Quote(text), FormattableString.Invariant($"a whole number from {from} to {to}"));

    /// <summary>A share from 0 to 1.</summary>
    public double Share(string name, double otherwise) => Text(name) is not { } text ? otherwise
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is >= 0 and <= 1 ? value
        : throw Wrong(name, Quote(text), "a number from 0 to 1");

    /// <summary>A point in time; null where it is not given.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text ? null
        : DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw Wrong(name, Quote(text), "a time such as 2026-11-28T07:30:00Z");

    private static string Quote(string text) => $"'{RequestText.Truncate(text, MaxShownLength)}'";

    private static ServeException Wrong(string name, string found, string expected) =>
        new("bad-parameter", $"{name}: found {found}, expected {expected}.");
}
