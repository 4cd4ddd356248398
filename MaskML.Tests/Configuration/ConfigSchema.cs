using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using MaskML.Cli.Configuration;

namespace MaskML.Tests.Configuration;

/// <summary>The JSON schema of the configuration, which gives editors completion and checks.</summary>
internal static class ConfigSchema
{
    /// <summary>Generates the schema from the records, their attributes and their defaults.</summary>
    /// <returns>The text of <c>mlconfig.schema.json</c>, ending with a line feed.</returns>
    public static string Generate()
    {
        var exporter = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true };
        JsonObject root = ConfigJson.Options.GetJsonSchemaAsNode(typeof(MaskMLConfig), exporter).AsObject();
        Complete(root, ConfigKey.Root, JsonSerializer.SerializeToNode(new MaskMLConfig(), ConfigJson.Options));
        root.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        root["properties"]!.AsObject().Insert(0, "$schema", new JsonObject { ["type"] = "string" });
        return root.ToJsonString(ConfigJson.Options) + "\n";
    }

    /// <summary>The defaults of a list's items.</summary>
    public static JsonNode DefaultsOf(ConfigKey record) =>
        JsonSerializer.SerializeToNode(Activator.CreateInstance(record.Type), record.Type, ConfigJson.Options)!;

    // The exporter writes types and structure; this adds the rules of the attributes.
    private static void Complete(JsonObject schema, ConfigKey key, JsonNode? value)
    {
        schema.Insert(0, "description", ConfigDescription.Of(key));
        if (key.Kind == ConfigKind.Section)
        {
            foreach (ConfigKey inner in key.Keys)
            {
                Complete(schema["properties"]![inner.Name]!.AsObject(), inner, value![inner.Name]);
            }

            return;
        }

        if (key.Kind == ConfigKind.Map && key.Item!.Nullable)
        {
            // The exporter ignores the nullability of type arguments.
            schema["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "null") };
        }

        if (key.MinItems > 0)
        {
            schema["minItems"] = key.MinItems;
        }

        if (key.Record is { } record)
        {
            Complete(schema["items"]!.AsObject(), record, DefaultsOf(record));
        }
        else
        {
            AddRules(key.Kind == ConfigKind.List ? schema["items"]!.AsObject() : schema, key.Item ?? key);
        }

        schema["default"] = value?.DeepClone();
    }

    private static void AddRules(JsonObject schema, ConfigKey key)
    {
        if (key.Item is { } item && key.Kind == ConfigKind.List)
        {
            AddRules(schema["items"]!.AsObject(), item);
            return;
        }

        if (key.Range is { } range)
        {
            schema["minimum"] = JsonSerializer.SerializeToNode(range.Minimum);
            schema["maximum"] = JsonSerializer.SerializeToNode(range.Maximum);
        }

        if (key.Allowed is { } allowed)
        {
            schema["enum"] = JsonSerializer.SerializeToNode(allowed.Values);
        }

        if (key.FilePath is { MayBeEmpty: false })
        {
            schema["minLength"] = 1;
        }
    }
}
