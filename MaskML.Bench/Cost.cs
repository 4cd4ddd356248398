using System.Diagnostics;

namespace MaskML.Bench;

/// <summary>What some work cost this process.</summary>
/// <param name="Seconds">Wall-clock time.</param>
/// <param name="CpuSeconds">Time of all cores together.</param>
internal sealed record Cost(double Seconds, double CpuSeconds)
{
    /// <summary>Does the work once.</summary>
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

    /// <summary>The middle one of some values.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
