using MaskML.Predict.Progress;
using MaskML.Train.Heads;

namespace MaskML.Train.Training;

/// <summary>Shows the fits of the head as a phase; features are shown where they are computed.</summary>
/// <param name="progress">Where to show it.</param>
internal sealed class HeadProgress(IProgressReporter progress) : IDisposable
{
    private IProgressPhase? phase;

    /// <summary>Takes what the trainer tells.</summary>
    public void Report(ImageTransferMetrics metrics)
    {
        if (metrics.Phase == ImageTransferPhase.Head)
        {
            phase ??= progress.Begin("head", metrics.Total ?? 0);
            phase.Advance();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => phase?.Dispose();
}
