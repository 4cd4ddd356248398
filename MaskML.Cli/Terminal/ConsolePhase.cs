using MaskML.Predict.Progress;

namespace MaskML.Cli.Terminal;

/// <summary>A phase of <see cref="ConsoleProgress"/>. Advancing only counts; a timer shows the count.</summary>
internal sealed class ConsolePhase(ConsoleProgress owner, string name, long total, TimeProvider time) : IProgressPhase
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(10);

    private readonly long begin = time.GetTimestamp();
    private long count;
    private long lineDone = -1;
    private TimeSpan lineAt;
    private ITimer? timer;

    /// <summary>Time since the phase began, by a monotonic clock.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(begin);

    /// <summary>Shows the phase periodically.</summary>
    public void Watch(TimeSpan after, TimeSpan every) => timer = time.CreateTimer(_ => owner.Show(this), null, after, every);

    /// <inheritdoc/>
    public void Advance(long steps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Interlocked.Add(ref count, steps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        timer?.Dispose();
        owner.End(this);
    }

    /// <summary>Whether a plain line is due: after each tenth of the total, or ten seconds.</summary>
    public bool IsLineDue()
    {
        long done = Interlocked.Read(ref count);
        if (lineDone >= 0 && (done - lineDone) * 10 < total && Elapsed - lineAt < MaxSilence)
        {
            return false;
        }

        (lineDone, lineAt) = (done, Elapsed);
        return true;
    }

    /// <summary>Formats the phase as a plain line.</summary>
    public string Line() => ProgressText.Line(name, Interlocked.Read(ref count), total, Elapsed);

    /// <summary>Formats the phase as a line for a terminal.</summary>
    public string Bar() => ProgressText.Bar(name, Interlocked.Read(ref count), total, Elapsed);

    /// <summary>Formats the phase as a part of a line for a terminal.</summary>
    public string ShortBar() => ProgressText.ShortBar(name, Interlocked.Read(ref count), total, Elapsed);

    /// <summary>Formats the ended phase.</summary>
    public string LastLine() => ProgressText.LastLine(name, Interlocked.Read(ref count), total, Elapsed);
}
