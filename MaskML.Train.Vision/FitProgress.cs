using System.Diagnostics;
using MaskML.Predict.Errors;
using MaskML.Predict.Progress;

namespace MaskML.Train.Vision;

/// <summary>The progress of a fit: each image goes through the pretrained network, then the last layer is trained in epochs.</summary>
/// <param name="progress">Receives the phases.</param>
/// <param name="images">Number of images.</param>
/// <param name="epochs">Largest number of epochs.</param>
/// <param name="cancellationToken">Cancels the fit, from its callback.</param>
internal sealed class FitProgress(IProgressReporter progress, int images, int epochs, CancellationToken cancellationToken) : IDisposable
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private IProgressPhase? phase;
    private int decoded;
    private (int Epoch, float Accuracy) best = (-1, -1);
    private (int Epoch, float Accuracy) last = (-1, -1);

    /// <summary>Time in the pretrained network.</summary>
    public double NetworkSeconds { get; private set; }

    /// <summary>Time of all epochs.</summary>
    public double EpochSeconds => watch.Elapsed.TotalSeconds - NetworkSeconds;

    /// <summary>Reports an image that has gone through the network.</summary>
    public void Image()
    {
        cancellationToken.ThrowIfCancellationRequested();
        decoded++;
        NetworkSeconds = watch.Elapsed.TotalSeconds;
        (phase ??= progress.Begin("network", images)).Advance();
    }

    /// <summary>Reports an epoch.</summary>
    /// <param name="epoch">Its number, from 0.</param>
    /// <param name="validation">Accuracy on the validation split; null after the training split.</param>
    /// <exception cref="InputException">TensorFlow could not decode images, which it leaves out silently.</exception>
    public void Epoch(int epoch, float? validation)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (epoch == 0 && decoded != images)
        {
            throw new InputException(
                $"TensorFlow decoded {decoded} of {images} crops, which are PNG files. Is this TensorFlow built without PNG?");
        }

        if (validation is not { } accuracy)
        {
            return;
        }

        if (last.Epoch < 0)
        {
            phase?.Dispose();
            phase = progress.Begin("epochs", epochs);
        }

        last = (epoch, accuracy);
        best = accuracy > best.Accuracy ? last : best;
        phase!.Advance();
    }

    /// <summary>A warning if an earlier epoch was better than the last one, which the trainer keeps; otherwise null.</summary>
    public string? Regret() => last.Accuracy >= best.Accuracy ? null : FormattableString.Invariant(
        $"epoch {best.Epoch + 1} had a validation accuracy of {best.Accuracy:P1}, the last one, {last.Epoch + 1}, has {last.Accuracy:P1}. ")
        + "ImageClassificationTrainer keeps the last epoch. "
        + $"To end there: --set imageClassification.epoch={best.Epoch + 1}";

    /// <inheritdoc/>
    public void Dispose()
    {
        phase?.Dispose();
        phase = null;
    }
}
