namespace MaskML.Predict.Files;

/// <summary>Publishes files by writing beside the target and renaming: a reader sees the old file or the new one, never a part.</summary>
internal static class AtomicFile
{
    private const string Extension = ".tmp";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; its folder is created if need be.</param>
    /// <param name="write">Writes the content; if it throws, the file stays as it was.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        Sweep(folder);
        string? beside = null;
        try
        {
            // Held until it is renamed, so that a sweep tells it from what a killed process left behind.
            using FileStream stream = FileLock.Create(() => beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Guid.NewGuid():N}{Extension}"));
            write(stream);
            stream.Flush(flushToDisk: true);
            File.Move(stream.Name, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside!);
            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <param name="path">The file; its folder is created if need be.</param>
    /// <param name="text">The content.</param>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Deletes what killed processes left behind in a folder.</summary>
    /// <param name="folder">The folder; it must exist.</param>
    public static void Sweep(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, ".*" + Extension))
        {
            FileLock.TryDeleteAbandoned(file);
        }
    }
}
