using System.Globalization;
using MaskML.Predict.Errors;

namespace MaskML.Serve.Sharing;

/// <summary>
/// The database of a worker: the first one of the folder that no running worker has, so that workers of a machine share a folder, and what
/// a killed one has not told is told by the next that starts.
/// </summary>
internal sealed class WorkerStore : IDisposable
{
    private readonly FileStream inUse;

    /// <summary>Takes a database.</summary>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public WorkerStore(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            for (int i = 1; ; i++)
            {
                Path = System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{i}.db"));
                if (TryLock(Path + ".lock") is { } stream)
                {
                    inUse = stream;
                    return;
                }
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UsageException($"fleet.store {folder}: {e.Message} Expected a folder that can be written.", e);
        }
    }

    /// <summary>Path of the database.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose() => inUse.Dispose();

    private static FileStream? TryLock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }
}
