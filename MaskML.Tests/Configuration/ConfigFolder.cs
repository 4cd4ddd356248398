using MaskML.Cli.Configuration;
using MaskML.Predict.Errors;
using Xunit;

namespace MaskML.Tests.Configuration;

/// <summary>A folder of its own to load configurations in, gone when disposed.</summary>
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

    /// <summary>Loads what must fail and gives the problems, a line each.</summary>
    public string[] Problems(string? file = null, Dictionary<string, string>? environment = null, string[]? sets = null)
    {
        UsageException fault = Assert.Throws<UsageException>(() => Load(file, environment, sets));
        Assert.Equal(ExitCodes.Usage, fault.ExitCode);
        return [.. fault.Message.Split("\n  ").Skip(1)];
    }

    public void Dispose() => Directory.Delete(Path, true);
}
