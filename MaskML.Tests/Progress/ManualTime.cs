namespace MaskML.Tests.Progress;

/// <summary>A clock that a test advances; due timers fire in order on the caller's thread.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly List<ManualTimer> timers = [];
    private long now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        timers.Add(timer);
        return timer;
    }

    public void Move(double seconds)
    {
        long end = now + (long)(seconds * TimeSpan.TicksPerSecond);
        while (timers.MinBy(t => t.Due) is { } next && next.Due <= end)
        {
            now = next.Due;
            next.Fire();
        }

        now = end;
    }

    private sealed class ManualTimer(ManualTime time, Action callback) : ITimer
    {
        private long period;

        public long Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            (Due, this.period) = (time.now + dueTime.Ticks, period.Ticks);
            return true;
        }

        public void Fire()
        {
            Due += period;
            callback();
        }

        public void Dispose() => time.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
