using System.Globalization;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>
/// The folder of a run. It is filled under a name of its own and appears under <see cref="Name"/> when all is there; a run that dies
/// leaves no folder behind.
/// </summary>
public sealed class RunFolder : IDisposable
{
    private readonly ScratchFolder scratch;
    private readonly string runs;

    /// <summary>Creates the folder.</summary>
    /// <param name="runs">The folder that takes all runs.</param>
    /// <param name="started">When the run began.</param>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public RunFolder(string runs, DateTimeOffset started)
    {
        this.runs = runs;
        Name = started.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N")[..6];
        try
        {
            scratch = new ScratchFolder(runs);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{runs}: the folder for runs cannot be written: {e.Message} Set `runs` to one that can.", e);
        }
    }

    /// <summary>Name of the run: the time in UTC and an id.</summary>
    public string Name { get; }

    /// <summary>Where the run will be.</summary>
    public string FinalPath => Path.Combine(runs, Name);

    /// <summary>Path of a file while the folder is filled.</summary>
    /// <param name="name">Name of the file in the folder.</param>
    public string this[string name] => Path.Combine(scratch.Path, name);

    /// <summary>Makes the folder appear under its name.</summary>
    public void Publish() => scratch.Publish(FinalPath);

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();
}
