using MaskML.Cli.Configuration;
using MaskML.Predict.Errors;
using Xunit;

namespace MaskML.Tests.Configuration;

/// <summary>A temporary folder with configurations, deleted on disposal.</summary>
internal sealed class ConfigFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("maskml-config-").FullName;

    public string Write(string json, string name = ConfigLoader.FileName)
    {
        string path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllText(path, json);
        return path;
    }

    public string At(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    public LoadedConfig Load(string? file = null, Dictionary<string, string>? environment = null, string[]? sets = null, string under = "")
    {
        string directory = Directory.CreateDirectory(At(under)).FullName;
        return ConfigLoader.Load(file, environment ?? [], sets ?? [], directory);
    }

    /// <summary>Loads a wrong configuration and returns its problems, one line each.</summary>
    public string[] Problems(string? file = null, Dictionary<string, string>? environment = null, string[]? sets = null)
    {
        UsageException fault = Assert.Throws<UsageException>(() => Load(file, environment, sets));
        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        return [.. fault.Message.Split("\n  ").Skip(1)];
    }

    public void Dispose() => Directory.Delete(Path, true);
}
