using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MaskML.Cli.Configuration;

/// <summary>Reads and writes the configuration as JSON.</summary>
internal static class ConfigJson
{
    // Messages hold a list of what was expected besides.
    private const int MaxShown = 60;

    /// <summary>Options of the records: camelCase, two spaces, and the same bytes on every system.</summary>
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

    /// <summary>Reads the text of a file; comments and trailing commas are allowed.</summary>
    /// <exception cref="JsonException">The text is not valid JSON; its position counts from zero, in bytes.</exception>
    public static JsonElement Read(string text) =>
        Read(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });

    /// <summary>Reads the text of a single value; null when it is not valid JSON.</summary>
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

    /// <summary>A text as a JSON value; half of a surrogate pair becomes U+FFFD.</summary>
    public static JsonElement OfText(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStringValue(text);
        }

        using var document = JsonDocument.Parse(buffer.WrittenMemory);
        return document.RootElement.Clone();
    }

    /// <summary>Formats a value for messages, in one short line.</summary>
    public static string Show(JsonElement value) => Cut(JsonSerializer.Serialize(value, OneLine));

    /// <summary>Formats a text for messages, in one short line.</summary>
    public static string Show(string text) => Cut(string.Concat(text.Select(c => char.IsControl(c) ? '?' : c)));

    /// <summary>Describes the position of a syntax error, counted from one, in characters.</summary>
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

    // Strings are unescaped when they are read, and only then an unpaired surrogate throws.
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

    private static string Cut(string text) => text.Length <= MaxShown ? text : text[..(MaxShown - 1)] + "…";
}
