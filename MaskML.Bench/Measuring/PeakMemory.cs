using System.Globalization;
using System.Runtime.InteropServices;

namespace MaskML.Bench.Measuring;

/// <summary>The peak memory of this process since the last reset, as Linux records it.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string ResetPeak = "5";

    /// <summary>Frees memory and resets the peak.</summary>
    /// <returns>The memory now, in megabytes; null if the system does not record the peak.</returns>
    public static double? Reset()
    {
        try
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            _ = TrimHeap(0);
            File.WriteAllText("/proc/self/clear_refs", ResetPeak);
            return Read("VmRSS:");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or DllNotFoundException or EntryPointNotFoundException)
        {
            return null;
        }
    }

    /// <summary>The peak since the last reset, in megabytes.</summary>
    public static double Megabytes() => Read("VmHWM:");

    // The C library keeps memory that native code has freed. The next measurement would reuse it and seem to need nothing.
    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int TrimHeap(nint keep);

    private static double Read(string name)
    {
        string line = File.ReadLines(Status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
