namespace MaskML.Predict.Files;

/// <summary>
/// Files held open tell whether their process still lives: the system releases them when it dies, however it dies.
/// </summary>
internal static class FileLock
{
    private const int MostAttempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Creates a file and holds it until the stream is disposed.</summary>
    /// <param name="newPath">Gives a path that no file has yet, with its folder; asked again where a sweep came in between.</param>
    public static FileStream Create(Func<string> newPath)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                // Readers are let in: a file that is renamed while it is held can be read under its new name at once.
                var stream = new FileStream(newPath(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read);
                if (File.Exists(stream.Name))
                {
                    return stream;
                }

                stream.Dispose();
            }
            catch (IOException) when (attempt < MostAttempts)
            {
                // Between creating and holding, the sweep of another process can take the file for an abandoned one.
            }
        }
    }

    /// <summary>
    /// Holds a file, which stays when it is let go, and waits while another process holds it. The file is never deleted: who waits for
    /// a file that is then deleted would hold one that nobody else sees.
    /// </summary>
    /// <param name="path">The file; created if need be, in a folder that exists.</param>
    /// <param name="patience">How long to wait.</param>
    /// <exception cref="IOException">Another process held it all the time, or it cannot be created.</exception>
    public static FileStream Hold(string path, TimeSpan patience)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && Environment.TickCount64 - start < patience.TotalMilliseconds)
            {
                // Somebody holds it. Where it could not be created, on a full disk, there is nothing to wait for.
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>Deletes a file unless a process holds it.</summary>
    /// <returns>Whether it was there and is deleted.</returns>
    public static bool TryDeleteAbandoned(string path)
    {
        try
        {
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose).Dispose();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Held by a living process, already gone, or not ours to delete.
        }
    }
}
