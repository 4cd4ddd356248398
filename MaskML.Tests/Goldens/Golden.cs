using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Goldens;

/// <summary>Recorded outputs: JSON (<c>.json</c>), JSON lines (<c>.jsonl</c>) and tables (<c>.csv</c>).</summary>
internal static class Golden
{
    private const string Masked = "*";
    private const int MaxDifferences = 10;

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true, NewLine = "\n" };

    /// <summary>Compares an output with the recorded one; when MASKML_UPDATE is 1, records it first.</summary>
    /// <param name="file">Name of the recorded file; its extension gives the format.</param>
    /// <param name="output">The output.</param>
    /// <param name="folder">Paths below this folder are made relative to it.</param>
    /// <param name="volatileMembers">Members that differ from run to run, as <c>outer.inner</c>; every value in them is masked.</param>
    public static void Verify(string file, string output, string folder, params string[] volatileMembers)
    {
        string path = Path.Combine(RepositoryFolder.Root, "MaskML.Tests", "Goldens", "files", file);
        JsonNode found = Normalized(Parse(file, output), "")!;
        if (Environment.GetEnvironmentVariable("MASKML_UPDATE") == "1")
        {
            File.WriteAllText(path, Format(file, found));
        }

        JsonNode expected = Parse(file, File.ReadAllText(path));
        string[] differences = [.. GoldenDifference.Between(found, expected).Take(MaxDifferences)];
        Assert.True(differences.Length == 0, $"{file} differs from the recorded output:\n{string.Join('\n', differences)}");

        JsonNode? Normalized(JsonNode? node, string at, bool masked = false) => node switch
        {
            JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Member(member, at, masked)))),
            JsonArray items => new JsonArray([.. items.Select(item => Normalized(item, at, masked))]),
            JsonValue when masked => Masked,
            JsonValue value when value.TryGetValue(out string? text) => Relative(text),
            _ => node?.DeepClone(),
        };

        JsonNode? Member(KeyValuePair<string, JsonNode?> member, string at, bool masked)
        {
            string path = at.Length == 0 ? member.Key : $"{at}.{member.Key}";
            return Normalized(member.Value, path, masked || volatileMembers.Contains(path));
        }

        string Relative(string text) => text.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? text[(folder.Length + 1)..].Replace('\\', '/')
            : text;
    }

    private static JsonNode Parse(string file, string text)
    {
        IEnumerable<string> lines = text.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return Path.GetExtension(file) switch
        {
            ".jsonl" => new JsonArray([.. lines.Select(line => JsonNode.Parse(line))]),
            ".csv" => new JsonArray([.. lines.Select(line => new JsonArray([.. line.Split(',').Select(Cell)]))]),
            _ => JsonNode.Parse(text)!,
        };
    }

    private static JsonNode Cell(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _) ? JsonNode.Parse(text)! : JsonValue.Create(text);

    private static string Format(string file, JsonNode output) => Path.GetExtension(file) switch
    {
        ".jsonl" => string.Concat(output.AsArray().Select(line => line!.ToJsonString(Compact) + "\n")),
        ".csv" => string.Concat(output.AsArray().Select(row => string.Join(',', row!.AsArray()) + "\n")),
        _ => output.ToJsonString(Indented) + "\n",
    };
}
