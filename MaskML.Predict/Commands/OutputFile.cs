using MaskML.Predict.Errors;
using MaskML.Predict.Files;

namespace MaskML.Predict.Commands;

/// <summary>Files that options ask for.</summary>
public static class OutputFile
{
    /// <summary>Writes a text file as a whole or not at all.</summary>
    /// <param name="option">The option that names it, for messages.</param>
    /// <param name="path">The file.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="InputException">It cannot be written.</exception>
    public static void WriteText(string option, string path, string text)
    {
        try
        {
            AtomicFile.WriteText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{option} {path}: cannot be written: {e.Message}", e);
        }
    }
}
