using MaskML.Predict.Errors;
using MaskML.Predict.Progress;

namespace MaskML.Synth;

/// <summary>The command <c>synth DIR --count N --seed S [--scenes N]</c>.</summary>
public static class SynthRunner
{
    /// <summary>Draws the data set and writes one line about it.</summary>
    /// <param name="directory">The folder to write to; created if it does not exist.</param>
    /// <param name="options">What to draw.</param>
    /// <param name="output">Receives one line that says what was written.</param>
    /// <param name="progress">Reports each picture.</param>
    /// <param name="cancellationToken">Stops the work between two pictures.</param>
    /// <returns>The exit code of the command: 0.</returns>
    /// <exception cref="MaskMLException">A count is out of range, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The work was cancelled.</exception>
    public static int Run(
        string directory, SynthOptions options, TextWriter output, IProgressReporter progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        SynthWriter.Write(directory, options, progress, cancellationToken);
        int masked = (options.Count + 1) / 2;
        string scenes = options.Scenes > 0 ? FormattableString.Invariant($", {options.Scenes} scenes") : "";
        output.WriteLine(FormattableString.Invariant(
            $"{directory}: {masked} with_mask, {options.Count - masked} without_mask{scenes} (seed {options.Seed})"));
        return ExitCodes.Done;
    }
}
