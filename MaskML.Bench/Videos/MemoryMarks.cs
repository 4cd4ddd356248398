
namespace MaskML.Bench.Videos;

/// <summary>Records the memory of this process at regular intervals of a video.</summary>
/// <param name="frames">Number of frames in the video.</param>
internal sealed class MemoryMarks(int frames)
{
    private const int Marks = 5;

    private readonly List<(long Frame, double Megabytes, double Managed)> marks = [];

    /// <summary>Records the memory if the frame ends an interval.</summary>
    public void Pass(long number)
    {
        if ((number + 1) % Math.Max(1, frames / Marks) == 0)
        {
            using var process = Process.GetCurrentProcess();
            marks.Add((number + 1, process.WorkingSet64 / 1e6, GC.GetTotalMemory(forceFullCollection: true) / 1e6));
        }
    }

    /// <summary>The recorded values as text.</summary>
    public override string ToString() => string.Join(
        ", ", marks.Select(mark => $"{mark.Megabytes:0} MB after {mark.Frame:N0} frames ({mark.Managed:0.0} managed)"));
}
