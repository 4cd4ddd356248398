using System.Globalization;
using Xunit;

namespace MaskML.Tests.Support;

/// <summary>A control group of Linux with a memory limit, as containers and systemd units have one.</summary>
internal sealed class MemoryGroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string folder;
    private readonly bool isFirst = Directory.Exists(Root + "/memory");

    /// <summary>Creates the group; skips the calling test where that is impossible.</summary>
    /// <param name="maxBytes">The limit.</param>
    public MemoryGroup(long maxBytes)
    {
        folder = Path.Combine(isFirst ? Root + "/memory" : Root, $"maskml-test-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(At("memory.limit_in_bytes", "memory.max"), maxBytes.ToString(CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(folder))
            {
                Directory.Delete(folder);
            }

            Assert.Skip($"This machine does not let us create control groups for memory: {e.Message}");
        }
    }

    /// <summary>File that a process writes its number into to join the group.</summary>
    public string Processes => Path.Combine(folder, "cgroup.procs");

    /// <summary>The most memory that the group has had, with files that the kernel keeps for it.</summary>
    public long PeakBytes => long.Parse(File.ReadAllText(At("memory.max_usage_in_bytes", "memory.peak")), CultureInfo.InvariantCulture);

    /// <summary>Processes that the kernel has ended because of the limit.</summary>
    public int Killed => int.Parse(
        File.ReadLines(At("memory.oom_control", "memory.events"))
            .Single(line => line.StartsWith("oom_kill ", StringComparison.Ordinal)).Split(' ')[1],
        CultureInfo.InvariantCulture);

    /// <summary>Removes the group, whose processes have ended.</summary>
    public void Dispose() => Directory.Delete(folder);

    private string At(string first, string second) => Path.Combine(folder, isFirst ? first : second);
}
