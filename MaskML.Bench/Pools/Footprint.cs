using System.Diagnostics;

namespace MaskML.Bench.Pools;

/// <summary>Resources that this process uses.</summary>
/// <param name="Managed">Bytes of live objects.</param>
/// <param name="Resident">Bytes of memory in total.</param>
/// <param name="Handles">Number of open files, sockets and watches.</param>
/// <param name="Threads">Number of threads.</param>
/// <param name="TempFiles">Number of files in the temporary folder of MaskML.</param>
internal sealed record Footprint(long Managed, long Resident, int Handles, int Threads, int TempFiles)
{
    /// <summary>Collects garbage and measures.</summary>
    public static Footprint Take()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        using var self = Process.GetCurrentProcess();
        string temp = Path.Combine(Path.GetTempPath(), "maskml-" + Environment.UserName);
        return new Footprint(
            GC.GetTotalMemory(forceFullCollection: true),
            self.WorkingSet64,
            Directory.GetFiles("/proc/self/fd").Length,
            self.Threads.Count,
            Directory.Exists(temp) ? Directory.GetFiles(temp, "*", SearchOption.AllDirectories).Length : 0);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant(
        $"managed {Managed / 1e6,6:0.0} MB, resident {Resident / 1e6,6:0} MB, ") + FormattableString.Invariant(
        $"handles {Handles,4}, threads {Threads,3}, temporary files {TempFiles,3}");
}
