using System.Diagnostics;

namespace MaskML.Bench.Reload;

/// <summary>What this process holds of the machine.</summary>
/// <param name="Managed">Bytes of live objects.</param>
/// <param name="Resident">Bytes of memory in all.</param>
/// <param name="Handles">Open files, sockets and watches.</param>
/// <param name="Threads">Threads.</param>
/// <param name="TempFiles">Files in the temporary folder of MaskML.</param>
internal sealed record Footprint(long Managed, long Resident, int Handles, int Threads, int TempFiles)
{
    /// <summary>Counts.</summary>
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
        $"managed {Managed / 1e6,6:0.0} MB, resident {Resident / 1e6,6:0} MB, handles {Handles,4}, threads {Threads,3}, temporary files {TempFiles,3}");
}
