using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MaskML.Cli.Configuration;

/// <summary>How the configuration is read from JSON and written to it.</summary>
internal static class ConfigJson
{
    /// <summary>Options of the records: camelCase, two spaces, the same bytes on every system.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver(),
    };

    private static readonly JsonSerializerOptions OneLine = new(Options) { WriteIndented = false };

    /// <summary>Reads a file's text, with comments and trailing commas.</summary>
    /// <exception cref="JsonException">The text is no JSON; the position is in it, from zero, in bytes.</exception>
    public static JsonElement Read(string text) =>
        Read(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });

    /// <summary>Reads the text of a single value, or gives null where it is no JSON.</summary>
    public static JsonElement? TryRead(string text)
    {
        try
        {
            return Read(text, default);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes a value in one line and at most 60 characters, for messages.</summary>
    public static string Show(JsonElement value) => Cut(JsonSerializer.Serialize(value, OneLine), 60);

    /// <summary>Makes a text fit for one line of a message.</summary>
    public static string Show(string text) => Cut(string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)), 80);

    /// <summary>Says where a text stops being JSON, counted from one and in characters.</summary>
    public static string Where(JsonException fault, string text)
    {
        if (fault.LineNumber is not long line)
        {
            return fault.Message;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text.Split('\n').ElementAtOrDefault((int)line) ?? "");
        int column = Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Min(fault.BytePositionInLine ?? 0, bytes.Length)) + 1;
        string reason = fault.Message.Split(" LineNumber:", 2)[0];
        return FormattableString.Invariant($"line {line + 1}, column {column}: {Show(reason)}");
    }

    private static JsonElement Read(string text, JsonDocumentOptions options)
    {
        using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text), options);
        try
        {
            Visit(document.RootElement);
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("A text holds half of a surrogate pair (\\uD800 to \\uDFFF without its partner).", fault);
        }

        return document.RootElement.Clone();
    }

    // Texts are unescaped only when asked for, and half of a surrogate pair shows only then.
    private static void Visit(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            _ = value.GetString();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Visit(item);
            }
        }
        else if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject())
            {
                _ = property.Name;
                Visit(property.Value);
            }
        }
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..(length - 1)] + "…";
}
