using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MaskML.Tests.Goldens;

/// <summary>
/// Finds where two JSON documents differ. Text and counts must be equal; scores and boxes may differ a little from CPU to CPU.
/// </summary>
internal static partial class GoldenDifference
{
    private const double ScoreTolerance = 0.002;
    private const double PixelTolerance = 1;

    /// <summary>The differences, each with its JSON path and both values.</summary>
    public static IEnumerable<string> Between(JsonNode? found, JsonNode? expected) => Between(found, expected, "$");

    private static IEnumerable<string> Between(JsonNode? found, JsonNode? expected, string path) => (found, expected) switch
    {
        (JsonObject a, JsonObject b) when Names(a) == Names(b) =>
            a.SelectMany(member => Between(member.Value, b[member.Key], $"{path}.{member.Key}")),
        (JsonObject a, JsonObject b) => [$"{path}: found the members {Names(a)}, expected {Names(b)}"],
        (JsonArray a, JsonArray b) => Enumerable.Range(0, Math.Min(a.Count, b.Count)).SelectMany(i => Between(a[i], b[i], $"{path}[{i}]"))
            .Concat(a.Count == b.Count ? [] : [$"{path}: found {a.Count} items, expected {b.Count}"]),
        _ => AreEqual(found, expected, path) ? [] : [$"{path}: found {Show(found)}, expected {Show(expected)}"],
    };

    private static bool AreEqual(JsonNode? found, JsonNode? expected, string path)
    {
        if (found?.GetValueKind() != JsonValueKind.Number || expected?.GetValueKind() != JsonValueKind.Number)
        {
            return Show(found) == Show(expected);
        }

        bool areCounts = long.TryParse(Show(found), out _) && long.TryParse(Show(expected), out _);
        double tolerance = BoxMember().IsMatch(path) ? PixelTolerance : areCounts ? 0 : ScoreTolerance;
        return Math.Abs(Number(found) - Number(expected)) <= tolerance;
    }

    private static double Number(JsonNode node) => double.Parse(Show(node), CultureInfo.InvariantCulture);

    private static string Names(JsonObject members) => string.Join(", ", members.Select(member => member.Key));

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";

    [GeneratedRegex(@"\.faces\[\d+\]\.(x|y|width|height)$")]
    private static partial Regex BoxMember();
}
