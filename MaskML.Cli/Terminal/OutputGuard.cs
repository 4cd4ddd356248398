using MaskML.Cli.Catalogue;
using MaskML.Predict.Files;

namespace MaskML.Cli.Terminal;

/// <summary>Refuses outputs that would replace what a command reads. Every command that writes a file calls it before it reads.</summary>
internal static class OutputGuard
{
    /// <summary>Stands for standard output in place of a file.</summary>
    public const string StandardOutput = "-";

    /// <summary>Checks the outputs of a command; a file that is none of its inputs may be replaced.</summary>
    /// <param name="config">Its configuration: the file, the files that it names and the known models are inputs.</param>
    /// <param name="inputs">The other files that it reads; enumerated only if an output exists.</param>
    /// <param name="outputs">The options that write, with their files; null where an option was not given.</param>
    /// <exception cref="UsageException">An output is an input, through whatever link, or another output, or no file at all.</exception>
    public static void Check(LoadedConfig config, IEnumerable<string> inputs, params IEnumerable<(string Option, string? Path)> outputs)
    {
        IEnumerable<string?> read = inputs.Append(config.File).Concat(config.Named)
            .Concat(ModelCatalogue.All.Select(model => ModelCatalogue.Find(model, config.Config)));
        var keys = new Lazy<HashSet<string>>(() => [.. read.OfType<string>().Select(input => FileIdentity.Of(input).Key)]);
        var written = new HashSet<string>(StringComparer.Ordinal);
        foreach ((string option, string? path) in outputs)
        {
            if (path is not (null or StandardOutput) && Fault(path, written, keys) is { } fault)
            {
                throw new UsageException($"{option} {path}: {fault}. Name another file.");
            }
        }
    }

    private static string? Fault(string path, HashSet<string> written, Lazy<HashSet<string>> read)
    {
        FileIdentity file = FileIdentity.Of(path);
        return Directory.Exists(path) ? "found a folder, expected a file"
            : file.IsSpecial ? "found a device or a pipe, expected an ordinary file"
            : !written.Add(file.Key) ? "two outputs would be written there"
            : File.Exists(path) && read.Value.Contains(file.Key) ? "this command reads that file, and would overwrite it"
            : null;
    }
}
