using System.Threading.Channels;
using MaskML.Predict.Errors;

namespace MaskML.Predict.Reloading;

/// <summary>
/// A model file that may be renamed over, written in place, copied slowly, deleted and made again, or reached through links that are
/// swapped. Events of the system hint at a change, so does a look now and then; what counts is the content.
/// </summary>
internal sealed class FileModelSource : IModelSource
{
    // How many looks without a hint pass until the content itself is read: same length and same times can hide another file.
    private const int LooksPerReading = 15;

    private readonly string path;
    private readonly ReloadOptions options;
    private readonly TimeProvider time;
    private readonly FolderWatch? events;
    private readonly ITimer? looks;
    private readonly Channel<bool> hints = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FileStamp? last;
    private int looksWithoutHint;
    private int told;

    /// <summary>Creates the source; nothing is read yet.</summary>
    /// <param name="path">The file.</param>
    /// <param name="watch">Whether to look at it again after the first model.</param>
    /// <param name="options">How changes are noticed.</param>
    /// <param name="services">Clock and log.</param>
    public FileModelSource(string path, bool watch, ReloadOptions options, LiveModelServices services)
    {
        this.path = Path.GetFullPath(path);
        this.options = options;
        time = services.Time;
        Watches = watch;
        if (watch)
        {
            events = options.UseFileEvents ? new FolderWatch(Tell, options.PollInterval, services.Log) : null;
            looks = time.CreateTimer(_ => hints.Writer.TryWrite(true), null, options.PollInterval, options.PollInterval);
        }
    }

    /// <inheritdoc/>
    public string Where => path;

    /// <inheritdoc/>
    public bool Watches { get; }

    /// <inheritdoc/>
    public async Task<ModelSnapshot?> ReadAsync(CancellationToken stop)
    {
        bool first = last is null;
        bool hinted = Interlocked.Exchange(ref told, 0) == 1;
        FileStamp stamp = Look(again: false);
        bool moved = stamp != last;
        looksWithoutHint = hinted || moved ? 0 : looksWithoutHint + 1;
        if (!hinted && !moved && looksWithoutHint < LooksPerReading)
        {
            return null;
        }

        if (moved && !hinted && !first)
        {
            // A change without an event: the watch may hang on a folder that was replaced.
            stamp = Look(again: true);
        }

        looksWithoutHint = 0;
        while (true)
        {
            stamp = first ? stamp : await SettleAsync(stamp, stop).ConfigureAwait(false);
            byte[] bytes = Read(stamp);
            FileStamp after = Look(again: false);
            if (after == stamp)
            {
                last = stamp;
                return new ModelSnapshot(bytes, path);
            }

            // It changed while it was read.
            (stamp, first) = (after, false);
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken stop) => await hints.Reader.ReadAsync(stop).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Forget() => last = null;

    /// <inheritdoc/>
    public void Dispose()
    {
        looks?.Dispose();
        events?.Dispose();
    }

    private void Tell()
    {
        Volatile.Write(ref told, 1);
        hints.Writer.TryWrite(true);
    }

    private FileStamp Look(bool again)
    {
        LinkTrail trail = LinkTrail.Follow(path);
        events?.Follow(trail.Entries, again);
        return FileStamp.Of(trail.Target);
    }

    private async Task<FileStamp> SettleAsync(FileStamp stamp, CancellationToken stop)
    {
        while (true)
        {
            await Task.Delay(options.Settle, time, stop).ConfigureAwait(false);
            FileStamp now = Look(again: false);
            if (now == stamp)
            {
                return stamp;
            }

            stamp = now;
        }
    }

    private byte[] Read(FileStamp stamp)
    {
        if (stamp.Length < 0)
        {
            last = stamp; // Nothing to read until it changes.
            throw new InputException($"{path}: there is no such file, expected a model.");
        }

        if (stamp.Length > options.MaxBytes)
        {
            last = stamp;
            throw new InputException($"{path}: {stamp.Length} bytes, at most {options.MaxBytes} are accepted.");
        }

        try
        {
            // Shared with writers, so that reading stands in nobody's way; a change meanwhile shows in the stamp.
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            byte[] bytes = new byte[stamp.Length];
            int count = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..count];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: the model cannot be read: {e.Message}", e);
        }
    }
}
