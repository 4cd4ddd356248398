using System.Text.Json;
using System.Text.Json.Nodes;

namespace MaskML.Cli.Configuration;

/// <summary>The merged values of all layers, of which later ones override earlier ones, and the problems found in them.</summary>
internal sealed class ConfigLayers
{
    private readonly Dictionary<string, ConfigOrigin> origins = new(StringComparer.Ordinal);

    /// <summary>All values, as written.</summary>
    public JsonObject Values { get; } = ConfigRecords.ToJson(ConfigKey.Root, new MaskMLConfig())!.AsObject();

    /// <summary>The problems, one line each.</summary>
    public List<string> Problems { get; } = [];

    /// <summary>The origin of a key's value; null for a default.</summary>
    public ConfigOrigin? OriginOf(string path) => origins.GetValueOrDefault(path);

    /// <summary>Copies the values; secrets are replaced by null or an empty list.</summary>
    public JsonObject WithoutSecrets()
    {
        JsonObject values = Values.DeepClone().AsObject();
        foreach (ConfigKey key in ConfigKey.Root.All().Where(key => key.IsSecret))
        {
            SectionOf(values, key)[key.Name] = key.Kind == ConfigKind.List ? new JsonArray() : null;
        }

        return values;
    }

    /// <summary>Finds the object among the values that contains a key.</summary>
    public static JsonNode SectionOf(JsonObject values, ConfigKey key) =>
        key.Path.Split('.')[..^1].Aggregate<string, JsonNode>(values, (section, name) => section[name]!);

    /// <summary>Adds a problem.</summary>
    public void Report(ConfigOrigin origin, string path, string problem) =>
        Problems.Add($"{origin.Name}: {(path.Length == 0 ? "" : ConfigJson.Show(path) + ": ")}{problem}");

    /// <summary>Sets a key, and for a section all keys that the value contains.</summary>
    public void Apply(ConfigKey key, JsonElement value, ConfigOrigin origin)
    {
        if (key.Kind == ConfigKind.Section)
        {
            ApplySection(key, value, origin);
        }
        else if (Check(key, key.Path, value, origin))
        {
            SectionOf(Values, key)[key.Name] = ConfigValue.ToNode(key, value);
            origins[key.Path] = origin;
        }
    }

    /// <summary>Sets a key by a text from the environment or the command line: JSON if it fits the key, otherwise plain text.</summary>
    /// <param name="names">Names from the root; those after the name of a map are joined to the name of its item.</param>
    /// <param name="separator">Separator for the name of an item.</param>
    /// <param name="text">The value.</param>
    /// <param name="origin">Its origin.</param>
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
                string name = string.Join('.', names[i..]);
                ReportUnknown(key, ConfigKey.Join(key.Path, name), name, origin);
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
                ReportUnknown(key, ConfigKey.Join(key.Path, property.Name), property.Name, origin);
            }
        }
    }

    private void ApplyItem(ConfigKey map, string name, JsonElement value, ConfigOrigin origin)
    {
        if (Check(map.Item!, ConfigKey.Join(map.Path, name), value, origin))
        {
            SectionOf(Values, map)[map.Name]![name] = ConfigValue.ToNode(map.Item!, value);
            origins[map.Path] = origin;
        }
    }

    private bool Check(ConfigKey key, string path, JsonElement value, ConfigOrigin origin)
    {
        if (!ConfigValue.Fits(key, value))
        {
            ReportWrong(key, path, value, origin);
            return false;
        }

        (ConfigKey? Key, string Path, JsonElement Value)[] items = value.ValueKind switch
        {
            JsonValueKind.Array => [.. value.EnumerateArray().Select((item, i) => (key.Item, $"{path}[{i}]", item))],
            JsonValueKind.Object => [.. value.EnumerateObject()
                .Select(item => (key.Item ?? key.Find(item.Name), ConfigKey.Join(path, item.Name), item.Value))],
            _ => [],
        };
        return items.CountBy(item => item.Path).FirstOrDefault(name => name.Value > 1).Key is { } twice
            ? ReportTwice(twice, origin)

            // All would stop at the first problem.
            : items.Aggregate(true, (good, item) => (item.Key is { } inner
                ? Check(inner, item.Path, item.Value, origin)
                : ReportUnknown(key, item.Path, item.Path[(item.Path.LastIndexOf('.') + 1)..], origin)) && good);
    }

    private void ReportWrong(ConfigKey key, string path, JsonElement value, ConfigOrigin origin) =>
        Report(origin, path, $"found {(key.IsSecret ? "something else" : ConfigJson.Show(value))}, expected {key}");

    private bool ReportTwice(string path, ConfigOrigin origin)
    {
        Report(origin, path, "found this key twice, expected it once");
        return false;
    }

    private bool ReportUnknown(ConfigKey section, string path, string name, ConfigOrigin origin)
    {
        Report(origin, path, "found an unknown key, expected " + ConfigSpelling.Advise(section, name));
        return false;
    }
}
