using MaskML.Cli.Configuration;
using MaskML.Cli.Terminal;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;

namespace MaskML.Bench;

/// <summary>What a benchmark works with.</summary>
/// <param name="Load">Loads the configuration, with some values set.</param>
/// <param name="Console">Where messages go.</param>
/// <param name="Quick">Whether rough figures within minutes are wanted.</param>
internal sealed record BenchSetup(Func<(string Key, string? Value)[], LoadedConfig> Load, CommandConsole Console, bool Quick)
{
    /// <summary>The configuration.</summary>
    public MaskMLConfig Config => Load([]).Config;

    /// <summary>Folder of the repository that the program was built in.</summary>
    /// <exception cref="UsageException">It stands elsewhere.</exception>
    public static string Repository
    {
        get
        {
            DirectoryInfo? at = new(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(Path.Combine(at.FullName, "MaskML.sln")))
            {
                at = at.Parent;
            }

            return at?.FullName ?? throw new UsageException($"{AppContext.BaseDirectory}: MaskML.sln is in no folder above, expected the program where it was built.");
        }
    }

    /// <summary>A file or folder of the photos and models that lie beside the repository, where they are present at all.</summary>
    /// <param name="relative">Path below <c>../shared</c>.</param>
    /// <exception cref="InputException">It is not here.</exception>
    public static string Shared(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(Repository, "..", "shared", relative));
        return Path.Exists(path) ? path : throw new InputException($"../shared/{relative} is not here");
    }

    /// <summary>The configuration for photos that are judged on one thread each, with YuNet's file from beside the repository.</summary>
    public MaskMLConfig OnOneThread()
    {
        MaskMLConfig config = WithSharedYuNet(Config);
        return config with { MasknetFace = config.Detectors.WithThreads(1).MasknetFace };
    }

    /// <summary>The configuration with YuNet's file from beside the repository where it names none.</summary>
    public static MaskMLConfig WithSharedYuNet(MaskMLConfig config)
    {
        try
        {
            return YuNetFaceDetector.Kind.IsPresentOrConfigured(config.Detectors)
                ? config
                : config with { Yunet = config.Yunet with { Model = Shared("models/" + YuNetFaceDetector.FileName) } };
        }
        catch (InputException)
        {
            return config; // The detector itself says so.
        }
    }
}
