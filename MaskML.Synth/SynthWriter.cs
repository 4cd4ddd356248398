using MaskML.Predict.Errors;
using MaskML.Predict.Progress;

namespace MaskML.Synth;

/// <summary>
/// Writes drawn faces as a data set: <c>with_mask/*.jpg</c> and <c>without_mask/*.jpg</c>, and optionally photos with several
/// faces: <c>scenes/photos/*.jpg</c> and <c>scenes/annotations.json</c>.
/// </summary>
public static class SynthWriter
{
    /// <summary>Draws the pictures on all cores and writes them. The same options give the same files on any number of cores.</summary>
    /// <param name="directory">The folder to write to; created if it does not exist.</param>
    /// <param name="options">What to draw.</param>
    /// <param name="progress">Reports each picture.</param>
    /// <param name="cancellationToken">Stops the work between two pictures.</param>
    /// <exception cref="UsageException">A count is out of range.</exception>
    /// <exception cref="InputException">The folder cannot be written, or has another file where one is to be drawn.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static void Write(string directory, SynthOptions options, IProgressReporter progress, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(directory);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(progress);
        Check(options.Count, "--count");
        Check(options.Scenes, "--scenes");
        try
        {
            WriteCrops(directory, options, progress, cancellationToken);
            if (options.Scenes > 0)
            {
                using IProgressPhase phase = progress.Begin("scenes", options.Scenes);
                SceneWriter.Write(Path.Combine(directory, "scenes"), options.Scenes, options.Seed, phase, cancellationToken);
            }
        }
        catch (Exception e) when (Cause(e) is IOException or UnauthorizedAccessException)
        {
            throw new InputException(
                $"Cannot write the drawn faces to '{directory}': {Cause(e).Message} Choose a new folder, or one that can be written.", e);
        }
    }

    /// <summary>Path of a crop relative to the folder, such as <c>with_mask/00012.jpg</c>.</summary>
    internal static string PathOf(int index) =>
        Path.Combine(SynthLabels.Of(CropRenderer.IsMasked(index)), FormattableString.Invariant($"{index:00000}.jpg"));

    /// <summary>Writes a file unless it exists; one with another content may be a photo of the user's.</summary>
    internal static void WriteNew(string path, byte[] content)
    {
        if (!File.Exists(path))
        {
            File.WriteAllBytes(path, content);
        }
        else if (new FileInfo(path).Length != content.Length || !File.ReadAllBytes(path).AsSpan().SequenceEqual(content))
        {
            throw new IOException($"{path} exists with another content, and synth replaces nothing.");
        }
    }

    private static void WriteCrops(string directory, SynthOptions options, IProgressReporter progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.Combine(directory, SynthLabels.Of(masked: true)));
        Directory.CreateDirectory(Path.Combine(directory, SynthLabels.Of(masked: false)));
        using IProgressPhase phase = progress.Begin("draw", options.Count);
        Parallel.For(0, options.Count, new ParallelOptions { CancellationToken = cancellationToken }, index =>
        {
            WriteNew(Path.Combine(directory, PathOf(index)), CropRenderer.Render(options.Seed, index));
            phase.Advance();
        });
    }

    private static Exception Cause(Exception e) => e is AggregateException { InnerExceptions: [Exception first, ..] } ? first : e;

    private static void Check(int count, string option)
    {
        if (count is < 0 or > SynthOptions.Most)
        {
            throw new UsageException(FormattableString.Invariant($"{option}: found {count}, expected 0 to {SynthOptions.Most}."));
        }
    }
}
