using System.Threading.Channels;
using MaskML.Predict.Files;

namespace MaskML.Predict.Reloading;

/// <summary>
/// A model file that can be replaced by renaming, written in place, copied slowly, deleted and created again, or reached through
/// symbolic links that are swapped. File system events and polling only signal a possible change; the content decides.
/// </summary>
internal sealed class FileModelSource : IModelSource
{
    // A file with the same length and times can still have another content, so it is read after this many polls without a signal.
    private const int PollsPerRead = 15;

    private readonly string path;
    private readonly ReloadOptions options;
    private readonly LiveModelServices services;
    private readonly FolderWatch? events;
    private readonly ITimer? pollTimer;
    private readonly Channel<bool> wakeUps = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private FileStamp? last;
    private bool waitsForFile;
    private int quietPolls;
    private int eventSeen;

    /// <summary>Creates the source; nothing is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="watch">Whether to check for changes after the first model.</param>
    /// <param name="options">How changes are detected.</param>
    /// <param name="services">Clock and log.</param>
    public FileModelSource(string path, bool watch, ReloadOptions options, LiveModelServices services)
    {
        this.path = Path.GetFullPath(path);
        this.options = options;
        this.services = services;
        Watches = watch;
        if (watch)
        {
            events = options.UseFileEvents ? new FolderWatch(OnEvent, options.PollInterval, services.Log) : null;
            pollTimer = services.Time.CreateTimer(_ => wakeUps.Writer.TryWrite(true), null, options.PollInterval, options.PollInterval);
        }
    }

    /// <inheritdoc/>
    public string Location => path;

    /// <inheritdoc/>
    public bool Watches { get; }

    /// <summary>The model until the file is there; null if the file must be there from the start.</summary>
    public Func<ModelSnapshot?>? Substitute { get; init; }

    /// <inheritdoc/>
    public async Task<ModelSnapshot?> ReadAsync(CancellationToken cancellationToken)
    {
        bool first = last is null;
        bool signalled = Interlocked.Exchange(ref eventSeen, 0) == 1;
        FileStamp stamp = ReadStamp(recreateWatchers: false);
        if (Substitute is not null && stamp.Length < 0 && (first || waitsForFile))
        {
            (last, waitsForFile) = (stamp, true);
            return first ? Substitute() : null;
        }

        waitsForFile = false;
        bool stampChanged = stamp != last;
        quietPolls = signalled || stampChanged ? 0 : quietPolls + 1;
        if (!signalled && !stampChanged && quietPolls < PollsPerRead)
        {
            return null;
        }

        if (stampChanged && !signalled && !first)
        {
            // A change without an event: the watcher may belong to a folder that has been replaced.
            stamp = ReadStamp(recreateWatchers: true);
        }

        quietPolls = 0;
        for (long start = services.Time.GetTimestamp(); ; first = false)
        {
            stamp = first ? stamp : await SettleAsync(stamp, start, cancellationToken).ConfigureAwait(false);
            byte[] bytes = Read(stamp);
            FileStamp after = ReadStamp(recreateWatchers: false);
            if (after == stamp)
            {
                last = stamp;
                return new ModelSnapshot(bytes, path);
            }

            // The file changed while it was read.
            stamp = after;
            if (IsOverdue(start))
            {
                throw new InputException($"{path}: the file has been changing for {options.MaxSettle}, expected {options.Settle} of rest.");
            }
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellationToken) =>
        await wakeUps.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Reset() => last = null;

    /// <inheritdoc/>
    public void Dispose()
    {
        pollTimer?.Dispose();
        events?.Dispose();
    }

    private void OnEvent()
    {
        Volatile.Write(ref eventSeen, 1);
        wakeUps.Writer.TryWrite(true);
    }

    private FileStamp ReadStamp(bool recreateWatchers)
    {
        LinkTrail trail = LinkTrail.Follow(path);
        events?.Follow(trail.Entries, recreateWatchers);
        return FileStamp.Of(trail.Target);
    }

    private bool IsOverdue(long start) => services.Time.GetElapsedTime(start) > options.MaxSettle;

    private async Task<FileStamp> SettleAsync(FileStamp stamp, long start, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(options.Settle, services.Time, cancellationToken).ConfigureAwait(false);
            FileStamp now = ReadStamp(recreateWatchers: false);
            if (now == stamp)
            {
                return stamp;
            }

            stamp = now;
            if (IsOverdue(start))
            {
                services.Log.NeverRests(path, options.MaxSettle, options.Settle);
                return stamp;
            }
        }
    }

    private byte[] Read(FileStamp stamp)
    {
        if (stamp.Length < 0)
        {
            last = stamp; // The same failure is not reported again until the file changes.
            throw new InputException($"{path}: there is no such file, expected a model.");
        }

        if (stamp.Length > options.MaxBytes)
        {
            last = stamp;
            throw new InputException($"{path}: {stamp.Length} bytes, at most {options.MaxBytes} are accepted.");
        }

        // Writers are not blocked while the file is read; a change in the meantime shows in the stamp.
        return FileFault.Explain(
            () => RegularFile.ReadAllBytes(path), e => new InputException($"{path}: the model cannot be read: {e.Message}", e));
    }
}
