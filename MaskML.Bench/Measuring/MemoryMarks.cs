using System.Collections.Concurrent;

namespace MaskML.Bench.Measuring;

/// <summary>Records the memory of a process at regular intervals of some work.</summary>
/// <param name="count">Number of steps of the work.</param>
/// <param name="steps">What the steps are.</param>
/// <param name="footprint">Describes the memory.</param>
internal sealed class MemoryMarks(int count, string steps, Func<string> footprint)
{
    private const int Marks = 5;

    private readonly ConcurrentQueue<string> marks = new();

    /// <summary>Records the memory if the step ends an interval.</summary>
    /// <param name="number">Number of the step, from 0.</param>
    public void Pass(long number)
    {
        if ((number + 1) % Math.Max(1, count / Marks) == 0)
        {
            marks.Enqueue($"after {number + 1:N0} {steps} {footprint()}");
        }
    }

    /// <summary>Describes the memory of this process.</summary>
    public static string OfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return $"{process.WorkingSet64 / 1e6:0} MB ({GC.GetTotalMemory(forceFullCollection: true) / 1e6:0.0} managed)";
    }

    /// <summary>The records as text.</summary>
    public override string ToString() => string.Join("; ", marks);
}
