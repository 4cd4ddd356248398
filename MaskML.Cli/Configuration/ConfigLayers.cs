using System.Text.Json;
using System.Text.Json.Nodes;

namespace MaskML.Cli.Configuration;

/// <summary>The values so far, each layer laid over the one before it, and the problems found on the way.</summary>
internal sealed class ConfigLayers
{
    private readonly Dictionary<string, ConfigOrigin> _origins = new(StringComparer.Ordinal);

    /// <summary>All values, as written.</summary>
    public JsonObject Values { get; } = JsonSerializer.SerializeToNode(new MaskMLConfig(), ConfigJson.Options)!.AsObject();

    /// <summary>One line for each problem.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>Where a key's value comes from; null for a default.</summary>
    public ConfigOrigin? OriginOf(string path) => _origins.GetValueOrDefault(path);

    /// <summary>A copy of all values but the secret ones, which are null in it.</summary>
    public JsonObject WithoutSecrets()
    {
        JsonObject values = Values.DeepClone().AsObject();
        foreach (ConfigKey key in ConfigKey.Root.All().Where(key => key.IsSecret))
        {
            SectionOf(values, key)[key.Name] = null;
        }

        return values;
    }

    /// <summary>The object among the values that has a key in it.</summary>
    public static JsonNode SectionOf(JsonObject values, ConfigKey key) =>
        key.Path.Split('.')[..^1].Aggregate<string, JsonNode>(values, (section, name) => section[name]!);

    /// <summary>Notes a problem.</summary>
    public void Report(ConfigOrigin origin, string path, string problem) =>
        Problems.Add($"{origin.Name}: {(path.Length == 0 ? "" : ConfigJson.Show(path) + ": ")}{problem}");

    /// <summary>Lays a value over a key and what is below it.</summary>
    public void Apply(ConfigKey key, JsonElement value, ConfigOrigin origin)
    {
        if (key.Kind == ConfigKind.Section)
        {
            ApplySection(key, value, origin);
        }
        else if (Check(key, key.Path, value, origin))
        {
            SectionOf(Values, key)[key.Name] = ConfigValue.ToNode(key, value);
            _origins[key.Path] = origin;
        }
    }

    /// <summary>Lays a text from the environment or the command line over a key; it is JSON where that fits, else plain text.</summary>
    /// <param name="names">The key's names from the top; what follows a map's name is the name of its item.</param>
    /// <param name="separator">Joins names into an item's name.</param>
    /// <param name="text">The value.</param>
    /// <param name="origin">Where it comes from.</param>
    /// <param name="comparison">How names are compared.</param>
    public void Apply(string[] names, string separator, string text, ConfigOrigin origin, StringComparison comparison)
    {
        ConfigKey key = ConfigKey.Root;
        for (int i = 0; i < names.Length; i++)
        {
            if (key.Kind == ConfigKind.Map && string.Join(separator, names[i..]) is { Length: > 0 } item)
            {
                ApplyItem(key, item, ConfigText.Read(text, key.Item!), origin);
                return;
            }

            if (key.Find(names[i], comparison) is not { } next)
            {
                ReportUnknown(key, string.Join('.', names[i..]), origin);
                return;
            }

            key = next;
        }

        Apply(key, ConfigText.Read(text, key), origin);
    }

    private void ApplySection(ConfigKey key, JsonElement value, ConfigOrigin origin)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            ReportWrong(key, key.Path, value, origin);
            return;
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                ReportTwice(ConfigKey.Join(key.Path, property.Name), origin);
            }
            else if (key.Find(property.Name) is { } inner)
            {
                Apply(inner, property.Value, origin);
            }
            else if (key != ConfigKey.Root || property.Name != "$schema")
            {
                ReportUnknown(key, property.Name, origin);
            }
        }
    }

    private void ApplyItem(ConfigKey map, string name, JsonElement value, ConfigOrigin origin)
    {
        if (Check(map.Item!, ConfigKey.Join(map.Path, name), value, origin))
        {
            SectionOf(Values, map)[map.Name]![name] = ConfigValue.ToNode(map.Item!, value);
            _origins[map.Path] = origin;
        }
    }

    private bool Check(ConfigKey key, string path, JsonElement value, ConfigOrigin origin)
    {
        if (!ConfigValue.Fits(key, value))
        {
            ReportWrong(key, path, value, origin);
            return false;
        }

        if (value.ValueKind == JsonValueKind.Null)
        {
            return true;
        }

        if (key.Kind == ConfigKind.List)
        {
            return CheckAll(key.Item!, value.EnumerateArray().Select((item, i) => ($"{path}[{i}]", item)), origin);
        }

        if (key.Kind == ConfigKind.Map)
        {
            string? twice = value.EnumerateObject().CountBy(p => p.Name).FirstOrDefault(n => n.Value > 1).Key;
            return twice is null
                ? CheckAll(key.Item!, value.EnumerateObject().Select(p => (ConfigKey.Join(path, p.Name), p.Value)), origin)
                : ReportTwice(ConfigKey.Join(path, twice), origin);
        }

        return true;
    }

    // Not All, which would stop at the first problem.
    private bool CheckAll(ConfigKey key, IEnumerable<(string Path, JsonElement Value)> items, ConfigOrigin origin) =>
        items.Aggregate(true, (good, item) => Check(key, item.Path, item.Value, origin) && good);

    private void ReportWrong(ConfigKey key, string path, JsonElement value, ConfigOrigin origin) =>
        Report(origin, path, $"found {(key.IsSecret ? "something else" : ConfigJson.Show(value))}, expected {key}");

    private bool ReportTwice(string path, ConfigOrigin origin)
    {
        Report(origin, path, "found this key twice, expected it once");
        return false;
    }

    private void ReportUnknown(ConfigKey section, string name, ConfigOrigin origin) =>
        Report(origin, ConfigKey.Join(section.Path, name), "found an unknown key, expected " + ConfigSpelling.Advise(section, name));
}
