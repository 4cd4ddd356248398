namespace MaskML.Tests.Progress;

/// <summary>A clock that stands still until it is moved; timers that come due meanwhile fire in order, on the caller's thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> _timers = [];
    private long _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Move(double seconds)
    {
        long end = _now + (long)(seconds * TimeSpan.TicksPerSecond);
        while (_timers.MinBy(t => t.Due) is { } next && next.Due <= end)
        {
            _now = next.Due;
            next.Fire();
        }

        _now = end;
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private long _period;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (Due, _period) = (time._now + dueTime.Ticks, period.Ticks);
            return true;
        }

        public void Fire()
        {
            Due += _period;
            callback();
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
