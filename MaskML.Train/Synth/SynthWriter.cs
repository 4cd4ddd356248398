using MaskML.Predict.Errors;
using MaskML.Predict.Progress;

namespace MaskML.Train.Synth;

/// <summary>Writes drawn faces as a data set: <c>with_mask/*.jpg</c> and <c>without_mask/*.jpg</c>.</summary>
public static class SynthWriter
{
    /// <summary>Draws on all cores and writes; the same options give the same files, whatever the number of cores.</summary>
    /// <param name="directory">Where to; created where it is missing. Files of the same names are replaced.</param>
    /// <param name="options">What to draw.</param>
    /// <param name="progress">Told of each picture.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <exception cref="UsageException">A count is out of range.</exception>
    /// <exception cref="InputException">The folder cannot be written.</exception>
    public static void Write(string directory, SynthOptions options, IProgressReporter progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        Check(options);
        try
        {
            foreach (string label in (ReadOnlySpan<string>)[SynthLabels.WithMask, SynthLabels.WithoutMask])
            {
                Directory.CreateDirectory(Path.Combine(directory, label));
            }

            using (IProgressPhase phase = progress.Begin("draw", options.Count))
            {
                Each(options.Count, phase, cancellation, index =>
                    File.WriteAllBytes(Path.Combine(directory, PathOf(index)), CropRenderer.Render(options.Seed, index)));
            }

        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"Cannot write the drawn faces to '{directory}': {e.Message} Choose a folder that can be written.", e);
        }
    }

    /// <summary>Path of a crop inside the folder, as in <c>with_mask/00012.jpg</c>.</summary>
    internal static string PathOf(int index) => Path.Combine(SynthLabels.Of(CropRenderer.IsMasked(index)), FormattableString.Invariant($"{index:00000}.jpg"));

    private static void Each(int count, IProgressPhase phase, CancellationToken cancellation, Action<int> draw) =>
        Parallel.For(0, count, new ParallelOptions { CancellationToken = cancellation }, index =>
        {
            draw(index);
            phase.Advance();
        });

    private static void Check(SynthOptions options)
    {
        if (options.Count is < 0 or > SynthOptions.Most || options.Scenes is < 0 or > SynthOptions.Most)
        {
            throw new UsageException(FormattableString.Invariant($"Found {options.Count} crops and {options.Scenes} scenes; expected 0 to {SynthOptions.Most} of each (--count, --scenes)."));
        }
    }
}
