namespace MaskML.Predict.Files;

/// <summary>
/// Files held open without sharing tell whether their process still lives: the system releases them when it dies, however it dies.
/// </summary>
internal static class FileLock
{
    private const int MostAttempts = 20;

    /// <summary>Creates a file and holds it until the stream is disposed.</summary>
    /// <param name="newPath">Gives a path that no file has yet, with its folder; asked again where a sweep came in between.</param>
    public static FileStream Create(Func<string> newPath)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                var stream = new FileStream(newPath(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
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
