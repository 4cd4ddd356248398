using MaskML.Predict.Progress;

namespace MaskML.Cli.Terminal;

/// <summary>A phase of <see cref="ConsoleProgress"/>. Advancing only counts; a timer shows.</summary>
internal sealed class ConsolePhase : IProgressPhase
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly ConsoleProgress _owner;
    private readonly string _name;
    private readonly long _total;
    private readonly TimeProvider _time;
    private readonly long _begin;
    private long _done;
    private long _lineDone = -1;
    private TimeSpan _lineAt;
    private ITimer? _timer;

    public ConsolePhase(ConsoleProgress owner, string name, long total, TimeProvider time)
    {
        (_owner, _name, _total, _time) = (owner, name, total, time);
        _begin = time.GetTimestamp();
    }

    /// <summary>Time since the phase began, from a clock that never goes back.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_begin);

    /// <summary>Begins to show the phase after a while, and again and again.</summary>
    public void Watch(TimeSpan after, TimeSpan every) => _timer = _time.CreateTimer(_ => _owner.Show(this), null, after, every);

    /// <inheritdoc/>
    public void Advance(long steps = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(steps);
        Interlocked.Add(ref _done, steps);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer?.Dispose();
        _owner.End(this);
    }

    /// <summary>Whether a plain line has something new to say: a tenth more, or ten seconds gone.</summary>
    public bool IsLineDue()
    {
        long done = Interlocked.Read(ref _done);
        if (_lineDone >= 0 && (done - _lineDone) * 10 < _total && Elapsed - _lineAt < Longest)
        {
            return false;
        }

        (_lineDone, _lineAt) = (done, Elapsed);
        return true;
    }

    /// <summary>The phase in a plain line.</summary>
    public string Line() => ProgressText.Line(_name, Interlocked.Read(ref _done), _total, Elapsed);

    /// <summary>The phase in a line for a terminal.</summary>
    public string Bar() => ProgressText.Bar(_name, Interlocked.Read(ref _done), _total, Elapsed);

    /// <summary>The phase in a part of a line for a terminal.</summary>
    public string ShortBar() => ProgressText.ShortBar(_name, Interlocked.Read(ref _done), _total, Elapsed);

    /// <summary>The phase when it is over.</summary>
    public string LastLine() => ProgressText.LastLine(_name, Interlocked.Read(ref _done), _total, Elapsed);
}
