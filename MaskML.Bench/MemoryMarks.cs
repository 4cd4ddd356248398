using System.Diagnostics;

namespace MaskML.Bench;

/// <summary>Memory of this process while frames go by: early, when everything has been used once, and at the end.</summary>
/// <param name="frames">How many frames there are.</param>
internal sealed class MemoryMarks(int frames)
{
    private const int Marks = 5;

    private readonly List<(long Frame, double Megabytes, double Managed)> marks = [];

    /// <summary>Takes in that a frame has gone by.</summary>
    public void Pass(long number)
    {
        if ((number + 1) % Math.Max(1, frames / Marks) == 0)
        {
            using var process = Process.GetCurrentProcess();
            marks.Add((number + 1, process.WorkingSet64 / 1e6, GC.GetTotalMemory(forceFullCollection: true) / 1e6));
        }
    }

    /// <summary>The marks in words.</summary>
    public override string ToString() => string.Join(
        ", ", marks.Select(mark => FormattableString.Invariant($"{mark.Megabytes:0} MB after {mark.Frame:N0} frames ({mark.Managed:0.0} managed)")));
}
