namespace MaskML.Predict.Files;

/// <summary>
/// A folder for temporary files that goes when it is disposed. What a killed process left is swept when the next one is made under
/// the same parent.
/// </summary>
public sealed class ScratchFolder : IDisposable
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
        Path = System.IO.Path.Combine(parent, Prefix + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path);
        held = new FileStream(System.IO.Path.Combine(Path, LockName), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
    }

    /// <summary>Full path of the folder.</summary>
    public string Path { get; }

    /// <summary>A new scratch folder below the system's temporary folder.</summary>
    public static ScratchFolder InSystemTemp() => new(System.IO.Path.Combine(System.IO.Path.GetTempPath(), "maskml-" + Environment.UserName));

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

    /// <summary>Deletes abandoned scratch folders.</summary>
    /// <param name="parent">The folder that holds them.</param>
    public static void Sweep(string parent)
    {
        foreach (string folder in Directory.EnumerateDirectories(parent, Prefix + "*"))
        {
            string path = System.IO.Path.Combine(folder, LockName);

            // A folder without its lock file is one that its process has created this moment, or lost on the way to delete it.
            bool young = DateTime.UtcNow - Directory.GetLastWriteTimeUtc(folder) < TimeSpan.FromMinutes(1);
            if (!File.Exists(path) && young)
            {
                continue;
            }

            FileStream? stream = FileLock.TryHold(path);
            if (stream is not null)
            {
                stream.Dispose();
                TryDelete(folder);
            }
        }
    }

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
