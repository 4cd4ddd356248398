using MaskML.Predict.Progress;

namespace MaskML.Train.Heads;

/// <summary>Tells the metrics callback of rows as they are done.</summary>
/// <param name="callback">The callback; null for none.</param>
/// <param name="phase">The phase.</param>
/// <param name="total">Number of rows, if known.</param>
internal sealed class CallbackPhase(Action<ImageTransferMetrics>? callback, ImageTransferPhase phase, long? total) : IProgressPhase
{
    private readonly Lock calling = new();
    private long done;

    /// <inheritdoc/>
    public void Advance(long steps = 1)
    {
        if (callback is null)
        {
            return;
        }

        lock (calling)
        {
            done += steps;
            callback(new ImageTransferMetrics(phase, done, total));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The callback learns of the end from the next phase.
    }
}
