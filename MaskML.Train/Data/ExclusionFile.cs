using System.Text;
using System.Text.Json;
using MaskML.Predict.Files;

namespace MaskML.Train.Data;

/// <summary>An image to leave out.</summary>
/// <param name="Name">
/// Its name as reports write it; see <see cref="ScanResult"/> for paths, and <c>#x,y,width,height</c> for a face in a photo.
/// </param>
/// <param name="Reason">Why; may be empty.</param>
internal sealed record Exclusion(string Name, string Reason);

/// <summary>
/// A list of images to leave out: a text file in UTF-8 with one name on each line, optionally followed by a tab and <c># reason</c>. Empty
/// lines and lines that begin with <c>#</c> are comments. A name that would be misread, such as one that begins with <c>#</c>, is written
/// as a JSON string.
/// </summary>
internal static class ExclusionFile
{
    private const string Separator = "\t#";

    /// <summary>Reads a list.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read, or a line is malformed; the message gives its number.</exception>
    public static IReadOnlyList<Exclusion> Read(string path)
    {
        string[] lines;
        try
        {
            using var reader = new StreamReader(RegularFile.Open(path), new UTF8Encoding(false, throwOnInvalidBytes: true));
            lines = [.. Enumerable.Repeat(reader, int.MaxValue).Select(text => text.ReadLine()).TakeWhile(line => line is not null)!];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DecoderFallbackException)
        {
            throw new InputException(
                $"The list of excluded images '{path}' cannot be read: {e.Message} Expected a text file with a path a line.", e);
        }

        return [.. lines.Select((line, i) => Parse(line, path, i + 1)).OfType<Exclusion>()];
    }

    /// <summary>Writes a list and publishes it by rename.</summary>
    /// <param name="path">The file.</param>
    /// <param name="heading">The comment on the first line.</param>
    /// <param name="exclusions">The images.</param>
    public static void Write(string path, string heading, IEnumerable<Exclusion> exclusions)
    {
        var text = new StringBuilder($"# {heading}\n");
        foreach (Exclusion exclusion in exclusions)
        {
            text.Append(NeedsQuotes(exclusion.Name) ? JsonSerializer.Serialize(exclusion.Name) : exclusion.Name);
            text.Append(exclusion.Reason.Length == 0 ? "\n" : $"{Separator} {exclusion.Reason.ReplaceLineEndings(" ")}\n");
        }

        AtomicFile.WriteText(path, text.ToString());
    }

    private static bool NeedsQuotes(string name) =>
        name.Length == 0 || name[0] is '#' or '"' || name.Trim() != name || name.Any(char.IsControl);

    private static Exclusion? Parse(string line, string path, int number)
    {
        if (string.IsNullOrWhiteSpace(line) || line[0] == '#')
        {
            return null;
        }

        if (line[0] == '"')
        {
            return ParseQuoted(line, path, number);
        }

        int at = line.IndexOf(Separator, StringComparison.Ordinal);
        return at < 0 ? new Exclusion(line.Trim(), "") : new Exclusion(line[..at].Trim(), line[(at + Separator.Length)..].Trim());
    }

    private static Exclusion ParseQuoted(string line, string path, int number)
    {
        try
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line);
            var reader = new Utf8JsonReader(bytes, isFinalBlock: false, default);
            if (reader.Read())
            {
                string rest = Encoding.UTF8.GetString(bytes.AsSpan((int)reader.BytesConsumed)).Trim();
                return new Exclusion(reader.GetString()!, rest.TrimStart('#').Trim());
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Reported below, with the line.
        }

        throw new InputException($"'{path}', line {number}: found {line}, expected a path, or a JSON text such as \"#1.jpg\".");
    }
}
