namespace MaskML.Predict.Files;

/// <summary>Writes files atomically, with a temporary file and a rename: a reader sees the old file or the complete new one.</summary>
internal static class AtomicFile
{
    private const string Extension = ".tmp";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; its folder is created if it does not exist.</param>
    /// <param name="write">Writes the content; if it throws, the file is not changed.</param>
    public static void Write(string path, Action<Stream> write)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        Sweep(folder);
        string? temporary = null;
        try
        {
            // Locked until the rename, so that Sweep does not take it for a file of a killed process.
            using FileStream stream = FileLock.Create(
                () => temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{Extension}"));
            write(stream);
            stream.Flush(flushToDisk: true);
            Renaming.MoveFile(stream.Name, path);
        }
        catch
        {
            File.Delete(temporary!);
            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <param name="path">The file; its folder is created if it does not exist.</param>
    /// <param name="text">The content.</param>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes the temporary files of killed processes in a folder.</summary>
    /// <param name="folder">The folder; it must exist.</param>
    public static void Sweep(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, ".*" + Extension))
        {
            FileLock.TryDeleteAbandoned(file);
        }
    }
}
