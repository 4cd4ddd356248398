
namespace MaskML.Bench.Measuring;

/// <summary>Time that some work took in this process.</summary>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="CpuSeconds">CPU time on all cores.</param>
internal sealed record Cost(double Seconds, double CpuSeconds)
{
    /// <summary>Measures work that is done once.</summary>
    public static Cost Of(Action work)
    {
        using var process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        work();
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        process.Refresh();
        return new Cost(seconds, (process.TotalProcessorTime - before).TotalSeconds);
    }
}
