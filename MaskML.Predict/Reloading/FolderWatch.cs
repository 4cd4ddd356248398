using MaskML.Predict.Files;
using Microsoft.Extensions.Logging;

namespace MaskML.Predict.Reloading;

/// <summary>
/// Reports file system events for selected folder entries. A folder that cannot be watched is logged once and otherwise ignored.
/// </summary>
/// <param name="changed">Called on any thread after an event.</param>
/// <param name="interval">The interval of polling, for the log message.</param>
/// <param name="log">The log.</param>
internal sealed class FolderWatch(Action changed, TimeSpan interval, ILogger log) : IDisposable
{
    private readonly Dictionary<string, FileSystemWatcher> watchers = new(StringComparer.Ordinal);
    private readonly HashSet<string> warned = new(StringComparer.Ordinal);
    private HashSet<LinkTrail.Entry> entries = [];

    /// <summary>Sets the entries to watch.</summary>
    /// <param name="wanted">The entries.</param>
    /// <param name="recreate">Whether to recreate the watchers of folders that are watched already, because events are missing.</param>
    public void Follow(IReadOnlyList<LinkTrail.Entry> wanted, bool recreate)
    {
        Volatile.Write(ref entries, [.. wanted]);
        foreach (string folder in watchers.Keys.Where(folder => recreate || !wanted.Any(entry => entry.Folder == folder)).ToList())
        {
            watchers.Remove(folder, out FileSystemWatcher? watcher);
            watcher!.Dispose();
        }

        foreach (string folder in wanted.Select(entry => entry.Folder).Distinct().Where(folder => !watchers.ContainsKey(folder)))
        {
            Watch(folder);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (FileSystemWatcher watcher in watchers.Values)
        {
            watcher.Dispose();
        }

        watchers.Clear();
    }

    private void Watch(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size
                    | NotifyFilters.CreationTime,
            };
            watcher.Created += (_, e) => OnEvent(folder, e.Name);
            watcher.Changed += (_, e) => OnEvent(folder, e.Name);
            watcher.Deleted += (_, e) => OnEvent(folder, e.Name);
            watcher.Renamed += (_, e) => OnEvent(folder, e.Name, e.OldName);
            watcher.Error += (_, _) => changed(); // Events were lost.
            watcher.EnableRaisingEvents = true;
            watchers.Add(folder, watcher);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            // The folder does not exist yet, cannot be accessed, or the system's limit of watches is reached.
            watcher?.Dispose();
            if (warned.Add(folder))
            {
                log.PollsOnly(folder, e.Message, interval);
            }
        }
    }

    private void OnEvent(string folder, params ReadOnlySpan<string?> names)
    {
        HashSet<LinkTrail.Entry> watched = Volatile.Read(ref entries);
        foreach (string? name in names)
        {
            if (name is not null && watched.Contains(new LinkTrail.Entry(folder, name)))
            {
                changed();
                return;
            }
        }
    }
}
