namespace MaskML.Predict.Files;

/// <summary>Publishes files by writing beside the target and renaming: a reader sees the old file or the new one, never a part.</summary>
public static class AtomicFile
{
    private const string Extension = ".tmp";
    private const int Attempts = 20;

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file; its folder is created if need be.</param>
    /// <param name="write">Writes the content; if it throws, the file stays as it was.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        Sweep(folder);
        using FileStream stream = Create(folder, Path.GetFileName(path), out string beside);
        try
        {
            write(stream);
            stream.Flush(flushToDisk: true);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            stream.Dispose();
            File.Delete(beside);
            throw;
        }
    }

    /// <summary>Writes a text file in UTF-8.</summary>
    /// <param name="path">The file; its folder is created if need be.</param>
    /// <param name="text">The content.</param>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    // Held without sharing until it is renamed, so that a sweep tells it from what a killed process left behind. The system first
    // creates a file and then locks it: a sweep that comes in between takes it, and another one is made.
    private static FileStream Create(string folder, string name, out string beside)
    {
        for (int attempt = 1; ; attempt++)
        {
            beside = Path.Combine(folder, $".{name}.{Guid.NewGuid():N}{Extension}");
            try
            {
                var stream = new FileStream(beside, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
                if (File.Exists(beside))
                {
                    return stream;
                }

                stream.Dispose();
            }
            catch (IOException) when (attempt < Attempts)
            {
                // The sweep holds it this moment.
            }
        }
    }

    /// <summary>Deletes what killed processes left behind in a folder.</summary>
    private static void Sweep(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder, ".*" + Extension))
        {
            FileLock.TryDeleteAbandoned(file);
        }
    }
}
