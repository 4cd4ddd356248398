using System.Diagnostics;

namespace MaskML.Tests.Pooling.Stress;

/// <summary>Resources that this process uses.</summary>
/// <param name="Handles">Number of open files, sockets and watches.</param>
/// <param name="Threads">Number of threads.</param>
/// <param name="TempFiles">Number of files in the temporary folder of MaskML.</param>
internal sealed record Footprint(int Handles, int Threads, int TempFiles)
{
    /// <summary>Collects garbage and counts.</summary>
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
            Directory.GetFiles("/proc/self/fd").Length,
            self.Threads.Count,
            Directory.Exists(temp) ? Directory.GetFiles(temp, "*", SearchOption.AllDirectories).Length : 0);
    }
}
