using System.Text.Json;
using System.Text.Json.Nodes;

namespace MaskML.Cli.Configuration;

/// <summary>Loads the configuration: defaults, file, environment and command line, where later ones override earlier ones.</summary>
internal static class ConfigLoader
{
    /// <summary>Name of the configuration file.</summary>
    public const string FileName = "mlconfig.json";

    private const string Prefix = "MASKML__";

    // Validation and test together must leave images for training.
    private const double MaxHeldOut = 0.9;

    /// <summary>Loads and checks the configuration.</summary>
    /// <param name="file">
    /// The file; null searches <see cref="FileName"/> in the current directory and the folders above it. Without a file the defaults hold.
    /// </param>
    /// <param name="environment">Environment variables; those that start with <c>MASKML__</c> are used, in any case.</param>
    /// <param name="sets">Settings from the command line, each <c>key.path=value</c>; later ones override earlier ones.</param>
    /// <param name="options">Settings of options of their own, which override the others, each with the option's name for messages.</param>
    /// <exception cref="UsageException">
    /// There are problems; the message has a line for each: its origin, the key, what was found and what was expected.
    /// </exception>
    public static LoadedConfig Load(
        string? file,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> sets,
        params IReadOnlyList<(string Option, string Setting)> options) =>
        Load(file, environment, sets, Directory.GetCurrentDirectory(), options);

    /// <summary>Loads the configuration as if started in another directory.</summary>
    internal static LoadedConfig Load(
        string? file,
        IReadOnlyDictionary<string, string> environment,
        IReadOnlyList<string> sets,
        string currentDirectory,
        params IReadOnlyList<(string Option, string Setting)> options)
    {
        var layers = new ConfigLayers();
        string? path = file is null ? FindFile(currentDirectory) : Path.GetFullPath(file, currentDirectory);
        if (path is not null)
        {
            ApplyFile(layers, path, file ?? Path.GetRelativePath(currentDirectory, path));
        }

        foreach ((string name, string value) in environment.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            {
                var origin = new ConfigOrigin("environment variable " + ConfigJson.Show(name), currentDirectory);
                layers.Apply(name[Prefix.Length..].Split("__"), "__", value, origin, StringComparison.OrdinalIgnoreCase);
            }
        }

        foreach ((string option, string setting) in sets.Select(set => ("--set", set)).Concat(options))
        {
            ApplySet(layers, setting, new ConfigOrigin(option, currentDirectory));
        }

        CheckHeldOut(layers);
        if (layers.Problems.Count > 0)
        {
            string count = layers.Problems.Count == 1 ? "a problem" : FormattableString.Invariant($"{layers.Problems.Count} problems");
            throw new UsageException($"The configuration has {count}:\n  {string.Join("\n  ", layers.Problems)}");
        }

        string directory = Path.GetDirectoryName(path) ?? currentDirectory;
        JsonObject values = ConfigPaths.Resolve(layers, directory);
        MaskMLConfig config = (MaskMLConfig)ConfigRecords.FromJson(ConfigKey.Root, values)! with
        {
            ModelIsOptional = layers.OriginOf("model") is null,
        };
        return new LoadedConfig(config, path, layers.WithoutSecrets()) { Named = ConfigPaths.Files(values) };
    }

    private static string? FindFile(string directory)
    {
        for (DirectoryInfo? folder = new(directory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, FileName);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    private static void ApplyFile(ConfigLayers layers, string path, string name)
    {
        var origin = new ConfigOrigin(ConfigJson.Show(name), Path.GetDirectoryName(path) ?? path);
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            string found = fault is FileNotFoundException or DirectoryNotFoundException ? "found no such file" : "cannot be read";
            layers.Report(origin, "", $"{found}, expected a configuration file at {ConfigJson.Show(path)}");
            return;
        }

        try
        {
            layers.Apply(ConfigKey.Root, ConfigJson.Read(text), origin);
        }
        catch (JsonException fault)
        {
            layers.Report(origin, "", $"found no valid JSON, {ConfigJson.Where(fault, text)}");
        }
    }

    private static void ApplySet(ConfigLayers layers, string set, ConfigOrigin origin)
    {
        int equals = set.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            string found = ConfigJson.Show(JsonSerializer.SerializeToElement(set));
            layers.Report(origin, "", $"found {found}, expected key.path=value, such as seed=7");
            return;
        }

        layers.Apply(set[..equals].Split('.'), ".", set[(equals + 1)..], origin, StringComparison.Ordinal);
    }

    private static void CheckHeldOut(ConfigLayers layers)
    {
        double validation = (double)layers.Values["data"]!["validation"]!;
        double test = (double)layers.Values["data"]!["test"]!;
        if (validation + test > MaxHeldOut + 1e-9)
        {
            ConfigOrigin origin = layers.OriginOf("data.test") ?? layers.OriginOf("data.validation")!;
            layers.Report(origin, "data.validation + data.test", FormattableString.Invariant(
                $"found {validation} + {test} = {validation + test:0.###}, ")
                + FormattableString.Invariant($"expected at most {MaxHeldOut} so that images are left to train on"));
        }
    }
}
