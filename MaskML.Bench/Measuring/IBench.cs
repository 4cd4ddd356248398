
namespace MaskML.Bench.Measuring;

/// <summary>A benchmark.</summary>
internal interface IBench
{
    /// <summary>Name on the command line and in the results.</summary>
    string Name { get; }

    /// <summary>Says in a sentence what is measured.</summary>
    string Title { get; }

    /// <summary>Runs the benchmark.</summary>
    /// <param name="setup">Configuration and options of the run.</param>
    /// <param name="sheet">Receives the figures.</param>
    /// <param name="cancellationToken">Cancels the measurement.</param>
    /// <exception cref="Predict.Errors.InputException">A file that the benchmark needs does not exist.</exception>
    Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken);
}
