namespace MaskML.Predict.Files;

/// <summary>
/// Files held open without sharing tell whether their process still lives: the system releases them when it dies, however it dies.
/// </summary>
internal static class FileLock
{
    /// <summary>Creates or opens a file and holds it until the stream is disposed; null if another process holds it.</summary>
    public static FileStream? TryHold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Deletes a file unless a process holds it.</summary>
    public static void TryDeleteAbandoned(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Held by a living process, already gone, or not ours to delete.
        }
    }
}
