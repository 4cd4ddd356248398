namespace MaskML.Predict.Files;

/// <summary>
/// A folder for temporary files that is deleted on disposal. Folders of killed processes are deleted when the next scratch folder is
/// created in the same parent folder.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = ".scratch-";
    private const string LockName = ".lock";

    private readonly FileStream lockFile;

    /// <summary>Creates the folder and deletes abandoned ones in the same parent folder.</summary>
    /// <param name="parent">The parent folder; it is created if it does not exist.</param>
    public ScratchFolder(string parent)
    {
        Directory.CreateDirectory(parent);
        Sweep(parent);
        lockFile = FileLock.Create(() => System.IO.Path.Combine(
            Directory.CreateDirectory(System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"))).FullName, LockName));
        Path = System.IO.Path.GetDirectoryName(lockFile.Name)!;
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The user's folder in the system's temporary folder; it need not exist.</summary>
    public static string SystemTemp => System.IO.Path.Combine(System.IO.Path.GetTempPath(), "maskml-" + Environment.UserName);

    /// <summary>Creates a scratch folder in the system's temporary folder.</summary>
    /// <exception cref="UsageException">The temporary folder is not writable.</exception>
    public static ScratchFolder InSystemTemp() => FileFault.Explain(() => new ScratchFolder(SystemTemp), TempFault);

    /// <summary>The message for a temporary folder that is full or cannot be written.</summary>
    public static UsageException TempFault(Exception fault) => new(
        $"{SystemTemp}: the temporary folder cannot be written: {fault.Message} Make room there, or name another in TMPDIR.", fault);

    /// <summary>Moves the folder to its final path. Disposal does not delete it afterwards.</summary>
    /// <param name="target">The final path. It must be in the same file system and must not exist.</param>
    public void Publish(string target)
    {
        // In this order: Windows does not rename the folder of an open file, and an unlocked lock file would be an abandoned one.
        File.Delete(lockFile.Name);
        lockFile.Dispose();
        Renaming.MoveFolder(Path, target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lockFile.Dispose();
        TryDelete(Path);
    }

    /// <summary>Deletes a folder. It is renamed first: no reader sees a part of it, and a later sweep can finish the deletion.</summary>
    /// <param name="folder">The folder.</param>
    public static void Discard(string folder)
    {
        string parent = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(folder))!;
        string hidden = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        Renaming.MoveFolder(folder, hidden);
        TryDelete(hidden);
    }

    /// <summary>Deletes abandoned scratch folders.</summary>
    /// <param name="parent">The parent folder of the scratch folders.</param>
    public static void Sweep(string parent)
    {
        foreach (string folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            // A folder without a lock file is being created or published by its process, or was left by a killed one. Its age decides:
            // creating and publishing update the time of the last write. It must be read after the check for the lock file.
            string path = System.IO.Path.Combine(folder, LockName);
            if (File.Exists(path) ? FileLock.TryDeleteAbandoned(path) : IsOld(folder))
            {
                TryDelete(folder);
            }
        }
    }

    private static bool IsOld(string folder) => DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) > TimeSpan.FromMinutes(1);

    private static void TryDelete(string folder)
    {
        try
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another process may be deleting the folder at the same time; the next sweep deletes what is left.
        }
    }
}
