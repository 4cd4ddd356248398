using System.Globalization;
using System.Runtime.InteropServices;

namespace MaskML.Bench;

/// <summary>The most memory that this process held since it was last asked to forget; Linux keeps the mark.</summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string ResetPeak = "5";

    /// <summary>Forgets the peak.</summary>
    /// <returns>What is held now, in megabytes; null where the system keeps no mark.</returns>
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

    /// <summary>The most that was held since, in megabytes.</summary>
    public static double Megabytes() => Read("VmHWM:");

    // The C library keeps what native code has freed, and what is measured next would seem to need nothing.
    [DllImport("libc", EntryPoint = "malloc_trim")]
    private static extern int TrimHeap(nint keep);

    private static double Read(string name)
    {
        string line = File.ReadLines(Status).First(l => l.StartsWith(name, StringComparison.Ordinal));
        return double.Parse(line[name.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }
}
