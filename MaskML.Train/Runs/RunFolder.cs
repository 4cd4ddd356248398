using System.Text.RegularExpressions;
using MaskML.Predict.Files;

namespace MaskML.Train.Runs;

/// <summary>
/// The folder of a run. It is filled under a temporary name and renamed to <see cref="Name"/> when it is complete; a run that fails leaves
/// no folder.
/// </summary>
internal sealed partial class RunFolder : IDisposable
{
    private readonly ScratchFolder scratch;
    private readonly string runs;

    /// <summary>Creates the folder.</summary>
    /// <param name="runs">The folder of all runs.</param>
    /// <param name="started">When the run began.</param>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public RunFolder(string runs, DateTimeOffset started)
    {
        this.runs = runs;
        Name = started.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N")[..6];
        scratch = Guarded(() => new ScratchFolder(runs));
    }

    /// <summary>Whether a folder's name is that of a run.</summary>
    /// <param name="name">The name.</param>
    public static bool IsName(string name) => RunName().IsMatch(name);

    /// <summary>Name of the run: the time in UTC and an id.</summary>
    public string Name { get; }

    /// <summary>The final path of the folder.</summary>
    public string FinalPath => Path.Combine(runs, Name);

    /// <summary>The path of a file while the folder is filled.</summary>
    /// <param name="name">Name of the file in the folder.</param>
    public string this[string name] => Path.Combine(scratch.Path, name);

    /// <summary>Fills the folder and renames it to its name.</summary>
    /// <param name="fill">Writes the files; if it throws, nothing is published.</param>
    /// <returns>What <paramref name="fill"/> returns.</returns>
    /// <exception cref="UsageException">The folder cannot be written, such as on a full disk.</exception>
    public T Publish<T>(Func<T> fill) => Guarded(() =>
    {
        T filled = fill();
        scratch.Publish(FinalPath);
        return filled;
    });

    /// <inheritdoc/>
    public void Dispose() => scratch.Dispose();

    [GeneratedRegex(@"^\d{8}T\d{6}Z-[0-9a-f]{6}$", RegexOptions.CultureInvariant)]
    private static partial Regex RunName();

    private T Guarded<T>(Func<T> write) => FileFault.Explain(write, e => new UsageException(
        $"{runs}: the folder for runs cannot be written: {e.Message} Make room there, or set `runs` to another.", e));
}
