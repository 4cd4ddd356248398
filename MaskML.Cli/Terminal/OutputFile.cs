using MaskML.Predict.Files;

namespace MaskML.Cli.Terminal;

/// <summary>Writes the file that an option names.</summary>
internal static class OutputFile
{
    /// <summary>Writes a text, if the option was given.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="path">The file, or null.</param>
    /// <param name="text">Creates the text; called only if the option was given.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string option, string? path, Func<string> text) =>
        Write(option, path, file => AtomicFile.WriteText(file, text()));

    /// <summary>Writes a file, if the option was given.</summary>
    /// <param name="option">The option, for messages.</param>
    /// <param name="path">The file, or null.</param>
    /// <param name="write">Writes it.</param>
    /// <exception cref="InputException">The file cannot be written.</exception>
    public static void Write(string option, string? path, Action<string> write)
    {
        if (path is not null)
        {
            FileFault.Explain(() => write(path), e => new InputException($"{option} {path}: cannot be written: {e.Message}", e));
        }
    }
}
