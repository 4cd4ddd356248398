using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Reloading;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>How one model of a pool is used; named after the model, the default one with the empty name.</summary>
/// <typeparam name="TData">What the model takes.</typeparam>
/// <typeparam name="TPrediction">What it gives.</typeparam>
public sealed class PredictionEnginePoolOptions<TData, TPrediction>
    where TData : class
    where TPrediction : class, new()
{
    /// <summary>How many engines are lent at a time; by default two a core, so that the next caller is at hand when one is done.</summary>
    [Range(1, 10_000)]
    public int Size { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>Longest wait for an engine, after which a <see cref="TimeoutException"/> says so.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Threads of ONNX Runtime for one prediction, where the model holds an ONNX graph.</summary>
    [Range(1, 1024)]
    public int SessionThreads { get; set; } = 1;

    /// <summary>
    /// A question that each engine of a new model must answer before the model takes over; false or an exception refuses the model.
    /// It also warms the engines up. A model of MaskML is asked for probabilities of its labels besides.
    /// </summary>
    public Func<PredictionEngine<TData, TPrediction>, bool>? Canary { get; set; }

    /// <summary>How changes are noticed.</summary>
    [Required]
    public ReloadOptions Reload { get; set; } = new();
}
