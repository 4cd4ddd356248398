using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Reloading;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>Options of one model of a pool. The name of the options is the name of the model; it is empty for the default model.</summary>
/// <typeparam name="TData">Input type of the model.</typeparam>
/// <typeparam name="TPrediction">Output type of the model.</typeparam>
public sealed class PredictionEnginePoolOptions<TData, TPrediction>
    where TData : class
    where TPrediction : class, new()
{
    /// <summary>Largest number of engines rented at the same time; by default two per core, which keeps all cores busy.</summary>
    [Range(1, 10_000)]
    public int Size { get; set; } = 2 * Environment.ProcessorCount;

    /// <summary>Time limit of a wait for an engine; after it, a <see cref="TimeoutException"/> is thrown.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan MaxWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Number of ONNX Runtime threads for one prediction, if the model contains an ONNX graph.</summary>
    [Range(1, 1024)]
    public int SessionThreads { get; set; } = 1;

    /// <summary>
    /// A test prediction that each engine of a new model must pass before the model is used; false or an exception rejects the model.
    /// It also warms up the engines. A model of MaskML must additionally return probabilities for its labels.
    /// </summary>
    public Func<PredictionEngine<TData, TPrediction>, bool>? Canary { get; set; }

    /// <summary>A source of one's own, which is used instead of a file or an address.</summary>
    public ModelLoader? ModelLoader { get; set; }

    /// <summary>How changes of the model are detected.</summary>
    [Required]
    public ReloadOptions Reload { get; set; } = new();
}
