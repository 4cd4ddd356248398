using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Cli.Terminal;
using MaskML.Predict.Faces;

namespace MaskML.Bench.Measuring;

/// <summary>Configuration and options of a run.</summary>
/// <param name="Load">Loads the configuration with the given values set.</param>
/// <param name="Console">Receives messages.</param>
/// <param name="Quick">Whether to measure less precisely, within minutes.</param>
/// <param name="Soak">Whether to measure what takes hours too.</param>
internal sealed record BenchSetup(
    Func<(string Key, string? Value)[], LoadedConfig> Load, CommandConsole Console, bool Quick, bool Soak = false)
{
    /// <summary>Folder of the results that the training keeps, in the repository.</summary>
    public const string TrainingResults = "tools/training/results";

    /// <summary>The configuration, without further values set; where no model is live, with the shipped one.</summary>
    public MaskMLConfig Config => Load([]).Config switch
    {
        { ModelToLoad: null } config => config with { Model = Path.Combine(Repository, "data", "models", "maskml.zip") },
        var config => config,
    };

    /// <summary>Root folder of the repository in which the program was built.</summary>
    /// <exception cref="UsageException">The program is not inside a repository.</exception>
    public static string Repository
    {
        get
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MaskML.sln")))
            {
                folder = folder.Parent;
            }

            return folder?.FullName ?? throw new UsageException(
                $"{AppContext.BaseDirectory}: found no MaskML.sln in the folders above. Run the program where it was built.");
        }
    }

    /// <summary>Path of a file or folder of the optional photos and models beside the repository.</summary>
    /// <param name="relative">Path below <c>../shared</c>.</param>
    /// <exception cref="InputException">It does not exist.</exception>
    public static string Shared(string relative)
    {
        string path = Path.GetFullPath(Path.Combine(Repository, "..", "shared", relative));
        return Path.Exists(path) ? path : throw new InputException($"../shared/{relative} is not here");
    }

    /// <summary>Folder of the group photos beside the repository.</summary>
    /// <exception cref="InputException">It does not exist.</exception>
    public static string GroupPhotos => Shared("data/group-photos/photos");

    /// <summary>File with the faces in the group photos.</summary>
    /// <exception cref="InputException">It does not exist.</exception>
    public static string GroupAnnotations => Shared("data/group-photos/annotations.json");

    /// <summary>The configuration with one thread for each photo, and with YuNet's model from beside the repository.</summary>
    public MaskMLConfig OnOneThread()
    {
        MaskMLConfig config = WithSharedYuNet(Config);
        return config with { MasknetFace = config.Detectors.WithThreads(1).MasknetFace };
    }

    /// <summary>A configuration with YuNet's model from beside the repository, if it names none.</summary>
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
            return config; // The detector reports the missing model.
        }
    }

    /// <summary>Reads a result of the training: it takes hours or days to measure again.</summary>
    /// <param name="file">Name of the file in <see cref="TrainingResults"/>.</param>
    public static JsonDocument TrainingResult(string file) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository, TrainingResults, file)));
}
