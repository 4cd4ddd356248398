namespace MaskML.Tests.Support;

/// <summary>The system's clock, which counts how often its periodic timers have fired.</summary>
internal sealed class CountingTime : TimeProvider
{
    private long fired;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(
            value =>
            {
                callback(value);
                if (period != Timeout.InfiniteTimeSpan)
                {
                    Interlocked.Increment(ref fired);
                }
            },
            state,
            dueTime,
            period);

    /// <summary>Waits until the periodic timers have fired some more times.</summary>
    public Task FiresAsync(int times)
    {
        long goal = Interlocked.Read(ref fired) + times;
        return Eventually.TrueAsync(() => Interlocked.Read(ref fired) >= goal, () => $"{Interlocked.Read(ref fired)} of {goal}");
    }
}
