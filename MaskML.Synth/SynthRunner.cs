using MaskML.Predict.Errors;
using MaskML.Predict.Progress;

namespace MaskML.Synth;

/// <summary>The command <c>synth DIR --count N --seed S [--scenes N]</c>.</summary>
public static class SynthRunner
{
    /// <summary>Draws the data set and says what was written.</summary>
    /// <param name="directory">Where to.</param>
    /// <param name="options">What to draw.</param>
    /// <param name="output">Takes one line, the result.</param>
    /// <param name="progress">Told of each picture.</param>
    /// <param name="cancellation">Stops between two pictures.</param>
    /// <returns>An exit code.</returns>
    /// <exception cref="MaskMLException">A count is out of range, or the folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static int Run(string directory, SynthOptions options, TextWriter output, IProgressReporter progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        SynthWriter.Write(directory, options, progress, cancellation);
        int masked = (options.Count + 1) / 2;
        string scenes = options.Scenes > 0 ? FormattableString.Invariant($", {options.Scenes} scenes") : "";
        output.WriteLine(FormattableString.Invariant($"{directory}: {masked} with_mask, {options.Count - masked} without_mask{scenes} (seed {options.Seed})"));
        return ExitCodes.Done;
    }
}
