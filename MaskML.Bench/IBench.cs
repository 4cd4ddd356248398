using MaskML.Bench.Results;

namespace MaskML.Bench;

/// <summary>One benchmark of the combined run.</summary>
internal interface IBench
{
    /// <summary>Its name on the command line and in results.</summary>
    string Name { get; }

    /// <summary>What it measures, in a sentence.</summary>
    string Title { get; }

    /// <summary>Measures.</summary>
    /// <param name="setup">What to work with.</param>
    /// <param name="sheet">Takes the figures.</param>
    /// <param name="stop">Stops the work.</param>
    /// <exception cref="Predict.Errors.InputException">Something that it needs is absent.</exception>
    Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken stop);
}
