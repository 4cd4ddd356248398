namespace MaskML.Predict.Files;

/// <summary>
/// Exclusively opened files as locks. The operating system releases them when the process ends, even after a crash.
/// </summary>
internal static class FileLock
{
    private const int MaxAttempts = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Creates a file and locks it until the stream is disposed.</summary>
    /// <param name="newPath">Returns an unused path in an existing folder; called again if another process deletes the file.</param>
    public static FileStream Create(Func<string> newPath)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                // The file can be renamed while it is locked, and be read at once under its new name.
                var stream = new FileStream(newPath(), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
                if (File.Exists(stream.Name))
                {
                    return stream;
                }

                stream.Dispose();
            }
            catch (IOException) when (attempt < MaxAttempts)
            {
                // Another process can take the file for an abandoned one between its creation and the lock.
            }
        }
    }

    /// <summary>
    /// Locks a file and waits while another process holds the lock. The file is not deleted afterwards: a process that is waiting for a
    /// deleted file would lock a file that other processes cannot see.
    /// </summary>
    /// <param name="path">The file; it is created if it does not exist. Its folder must exist.</param>
    /// <param name="timeout">Time limit of the wait.</param>
    /// <exception cref="IOException">Another process held the lock until the timeout, or the file cannot be created.</exception>
    public static FileStream Hold(string path, TimeSpan timeout)
    {
        long start = Environment.TickCount64;
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path) && Environment.TickCount64 - start < timeout.TotalMilliseconds)
            {
                // Another process holds the lock. If the file cannot be created, for example on a full disk, waiting does not help.
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>Deletes a file unless a process holds its lock.</summary>
    /// <returns>Whether the file existed and was deleted.</returns>
    public static bool TryDeleteAbandoned(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

            // Its owner may have deleted it and let go of it between the opening and the lock.
            return File.Exists(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Locked by a running process, deleted already, or access is denied.
        }
    }
}
