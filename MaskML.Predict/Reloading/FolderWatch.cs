using Microsoft.Extensions.Logging;

namespace MaskML.Predict.Reloading;

/// <summary>
/// Tells of the system's events for some entries of folders. Where events cannot be had, it says so once in the log and stays silent.
/// </summary>
/// <param name="changed">Called at an event, on any thread.</param>
/// <param name="interval">How often changes are looked for without events, for the log.</param>
/// <param name="log">The log.</param>
internal sealed class FolderWatch(Action changed, TimeSpan interval, ILogger log) : IDisposable
{
    private readonly Dictionary<string, FileSystemWatcher> watchers = new(StringComparer.Ordinal);
    private readonly HashSet<string> complained = new(StringComparer.Ordinal);
    private HashSet<LinkTrail.Entry> entries = [];

    /// <summary>Watches these entries and no others.</summary>
    /// <param name="wanted">The entries.</param>
    /// <param name="again">Whether folders that are watched already are to be watched anew, since events seem to be missing.</param>
    public void Follow(IReadOnlyList<LinkTrail.Entry> wanted, bool again)
    {
        Volatile.Write(ref entries, [.. wanted]);
        foreach (string folder in watchers.Keys.Where(folder => again || !wanted.Any(entry => entry.Folder == folder)).ToList())
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
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.CreationTime,
            };
            watcher.Created += (_, e) => See(folder, e.Name);
            watcher.Changed += (_, e) => See(folder, e.Name);
            watcher.Deleted += (_, e) => See(folder, e.Name);
            watcher.Renamed += (_, e) => See(folder, e.Name, e.OldName);
            watcher.Error += (_, _) => changed(); // Events were lost.
            watcher.EnableRaisingEvents = true;
            watchers.Add(folder, watcher);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or PlatformNotSupportedException)
        {
            // No such folder yet, no right to it, or the system's limit on watches is reached.
            watcher?.Dispose();
            if (complained.Add(folder))
            {
                log.PollsOnly(folder, e.Message, interval);
            }
        }
    }

    private void See(string folder, params ReadOnlySpan<string?> names)
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
