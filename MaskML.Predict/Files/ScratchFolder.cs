using MaskML.Predict.Errors;

namespace MaskML.Predict.Files;

/// <summary>
/// A folder for temporary files that goes when it is disposed. What a killed process left is swept when the next one is made under
/// the same parent.
/// </summary>
internal sealed class ScratchFolder : IDisposable
{
    private const string Prefix = ".scratch-";
    private const string LockName = ".lock";

    private readonly FileStream held;

    /// <summary>Creates the folder and deletes abandoned ones beside it.</summary>
    /// <param name="parent">The folder to create it in.</param>
    public ScratchFolder(string parent)
    {
        Directory.CreateDirectory(parent);
        Sweep(parent);
        held = FileLock.Create(() => System.IO.Path.Combine(
            Directory.CreateDirectory(System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"))).FullName, LockName));
        Path = System.IO.Path.GetDirectoryName(held.Name)!;
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>A new scratch folder below the system's temporary folder.</summary>
    /// <exception cref="UsageException">The temporary folder cannot be written.</exception>
    public static ScratchFolder InSystemTemp()
    {
        string parent = System.IO.Path.Combine(System.IO.Path.GetTempPath(), "maskml-" + Environment.UserName);
        try
        {
            return new ScratchFolder(parent);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{parent}: the temporary folder cannot be written: {e.Message} Make room there, or name another in TMPDIR.", e);
        }
    }

    /// <summary>Publishes the folder under another name; from then on it stays.</summary>
    /// <param name="target">The new path, in the same file system; must not exist.</param>
    public void Publish(string target)
    {
        File.Delete(System.IO.Path.Combine(Path, LockName));
        Directory.Move(Path, target);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        held.Dispose();
        TryDelete(Path);
    }

    /// <summary>Deletes a folder at once for all who look: it is renamed first, and what a killed process leaves of it is swept later.</summary>
    /// <param name="folder">The folder.</param>
    public static void Discard(string folder)
    {
        string hidden = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(folder))!, Prefix + Guid.NewGuid().ToString("N"));
        Directory.Move(folder, hidden);
        TryDelete(hidden);
    }

    /// <summary>Deletes abandoned scratch folders.</summary>
    /// <param name="parent">The folder that holds them.</param>
    public static void Sweep(string parent)
    {
        foreach (string folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            // A folder without its lock file is one that its process creates or publishes this moment, or was killed over. Its age is
            // asked for only then: publishing makes it young again.
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
            // Another process sweeps it at the same time; the next sweep takes what is left.
        }
    }
}
