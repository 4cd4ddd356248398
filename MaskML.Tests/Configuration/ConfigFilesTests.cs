using System.Text.Json.Nodes;
using MaskML.Cli.Configuration;
using Xunit;

namespace MaskML.Tests.Configuration;

/// <summary>Tests of the configuration files in the repository.</summary>
public sealed class ConfigFilesTests
{
    private static readonly string Repository = FindRepository();

    [Fact]
    public void Committed_schema_is_the_generated_one()
    {
        string path = Path.Combine(Repository, "mlconfig.schema.json");
        string generated = ConfigSchema.Generate();
        if (Environment.GetEnvironmentVariable("MASKML_UPDATE") == "1")
        {
            File.WriteAllText(path, generated);
        }

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == generated,
            "mlconfig.schema.json no longer follows from the configuration records: run this test with MASKML_UPDATE=1 to update it, "
            + "and commit it.");
    }

    [Fact]
    public void Schema_has_every_key_with_description_and_rules()
    {
        JsonNode schema = JsonNode.Parse(ConfigSchema.Generate())!;

        Assert.All(ConfigKey.Root.All(), key =>
        {
            JsonNode at =
                key.Path.Split('.', StringSplitOptions.RemoveEmptyEntries).Aggregate(schema, (node, name) => node["properties"]![name]!);
            Assert.False(string.IsNullOrWhiteSpace((string?)at["description"]), key.Path);
            Assert.Equal(
                key.Kind == ConfigKind.Section, at["additionalProperties"]?.GetValueKind() == System.Text.Json.JsonValueKind.False);
        });
        Assert.Equal(1, (int)schema["properties"]!["predict"]!["properties"]!["minFace"]!["minimum"]!);
        Assert.Equal(5, schema["properties"]!["predict"]!["properties"]!["detector"]!["enum"]!.AsArray().Count);
        Assert.Equal(1, (int)schema["properties"]!["head"]!["properties"]!["l2"]!["minItems"]!);
    }

    [Fact]
    public void Committed_configuration_has_the_defaults()
    {
        string file = Path.Combine(Repository, ConfigLoader.FileName);

        JsonObject effective = ConfigLoader.Load(file, new Dictionary<string, string>(), []).Effective;

        JsonObject stated = JsonNode.Parse(File.ReadAllText(file))!.AsObject();
        Assert.Equal("./mlconfig.schema.json", (string?)stated["$schema"]);
        Assert.True(JsonNode.DeepEquals(new ConfigLayers().Values, effective), "mlconfig.json differs from the defaults in the records.");
    }

    private static string FindRepository()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "MaskML.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("The tests run from a build inside the repository.");
    }
}
