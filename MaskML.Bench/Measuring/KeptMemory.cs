using MaskML.Predict.Progress;

namespace MaskML.Bench.Measuring;

/// <summary>Measures the managed memory that is in use when a phase of some work begins.</summary>
/// <param name="phase">Name of the phase.</param>
internal sealed class KeptMemory(string phase) : IProgressReporter
{
    /// <summary>Bytes in use at the begin of the phase; 0 before it.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public IProgressPhase Begin(string name, long total)
    {
        if (name == phase)
        {
            Bytes = GC.GetTotalMemory(forceFullCollection: true);
        }

        return NullProgress.Instance.Begin(name, total);
    }
}
