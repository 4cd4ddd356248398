using MaskML.Predict.Concurrency;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Predict.Models;
using MaskML.Predict.Reloading;
using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;

namespace MaskML.Predict.Pooling;

/// <summary>A model loaded with ML.NET, its engines, and the folder of its temporary files.</summary>
internal sealed class EngineSet<TData, TPrediction> : IDisposable
    where TData : class
    where TPrediction : class, new()
{
    private readonly ScratchFolder scratch;
    private readonly InstancePool<PredictionEngine<TData, TPrediction>> engines;

    static EngineSet() => OnnxTelemetry.TurnOff();

    private EngineSet(ScratchFolder scratch, MLContext ml, ITransformer model)
    {
        this.scratch = scratch;
        Model = model;
        engines = new(() => ml.Model.CreatePredictionEngine<TData, TPrediction>(model, new PredictionEngineOptions { OwnsTransformer = false }));
    }

    /// <summary>The model that the engines share.</summary>
    public ITransformer Model { get; }

    /// <summary>Loads a zip, checks it and warms its engines up.</summary>
    /// <exception cref="InputException">It cannot be used.</exception>
    public static LoadedModel<EngineSet<TData, TPrediction>> Load(ModelSnapshot snapshot, PredictionEnginePoolOptions<TData, TPrediction> options)
    {
        ModelManifest? manifest = ModelArchive.TryParse(snapshot.Bytes, snapshot.Where)?.Manifest;

        // A folder for each load: ML.NET leaves the ONNX bytes behind in it when a load fails.
        var scratch = ScratchFolder.InSystemTemp();
        ITransformer? model = null;
        EngineSet<TData, TPrediction>? set = null;
        try
        {
            var ml = new MLContext(manifest?.Seed) { TempFilePath = scratch.Path };
            ml.SetOnnxSessionOption(new OnnxSessionOptions { IntraOpNumThreads = options.SessionThreads }); // Only before the load.
            model = StockModel.Load(ml, snapshot.Bytes, snapshot.Where);
            if (manifest is not null)
            {
                Canary.Ask(ml, model, manifest, snapshot.Where);
            }

            set = new EngineSet<TData, TPrediction>(scratch, ml, model);
            set.WarmUp(options, snapshot.Where);
            return new(set, manifest);
        }
        catch
        {
            set?.engines.Dispose();
            (model as IDisposable)?.Dispose();
            scratch.Dispose();
            throw;
        }
    }

    /// <summary>Takes an engine that is the caller's alone until it is returned.</summary>
    public PredictionEngine<TData, TPrediction> Take() => engines.Take();

    /// <summary>Takes an engine back.</summary>
    public void Return(PredictionEngine<TData, TPrediction> engine) => engines.Return(engine);

    /// <inheritdoc/>
    public void Dispose()
    {
        engines.Dispose();
        (Model as IDisposable)?.Dispose();
        scratch.Dispose();
    }

    private void WarmUp(PredictionEnginePoolOptions<TData, TPrediction> options, string where)
    {
        var warm = new List<PredictionEngine<TData, TPrediction>>();
        try
        {
            while (warm.Count < options.Size)
            {
                warm.Add(Take());
                if (options.Canary?.Invoke(warm[^1]) == false)
                {
                    throw new InputException($"{where}: it does not answer the canary as it should.");
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException and not MaskMLException)
        {
            throw new InputException($"{where}: it does not take {typeof(TData).Name} and give {typeof(TPrediction).Name}: {e.Message}", e);
        }
        finally
        {
            warm.ForEach(Return);
        }
    }
}
