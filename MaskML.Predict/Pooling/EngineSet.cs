using MaskML.Predict.Concurrency;
using MaskML.Predict.Files;
using MaskML.Predict.Reloading;
using Microsoft.ML;
using Microsoft.ML.Transforms.Onnx;

namespace MaskML.Predict.Pooling;

/// <summary>A model that is loaded with ML.NET, its prediction engines, and the folder of its temporary files.</summary>
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
        engines = new(() => ml.Model.CreatePredictionEngine<TData, TPrediction>(
            model, new PredictionEngineOptions { OwnsTransformer = false }));
    }

    /// <summary>The model that the engines share.</summary>
    public ITransformer Model { get; }

    /// <summary>Loads a zip, checks it and warms up its engines.</summary>
    /// <exception cref="InputException">The model cannot be used.</exception>
    public static LoadedModel<EngineSet<TData, TPrediction>> Load(
        ModelSnapshot snapshot, PredictionEnginePoolOptions<TData, TPrediction> options, MLContext? context)
    {
        ModelManifest? manifest = ModelArchive.TryParse(snapshot.Bytes, snapshot.Location)?.Manifest;

        // Each load has its own folder, because ML.NET leaves the ONNX file behind when a load fails.
        var scratch = ScratchFolder.InSystemTemp();
        ITransformer? model = null;
        EngineSet<TData, TPrediction>? set = null;
        try
        {
            MLContext ml = context ?? OwnContext(manifest, scratch, options.SessionThreads);
            model = StockModel.Load(ml, snapshot.Bytes, manifest, snapshot.Location);
            if (manifest is not null)
            {
                Canary.Ask(ml, model, manifest, snapshot.Location);
            }

            set = new EngineSet<TData, TPrediction>(scratch, ml, model);
            set.WarmUp(options, snapshot.Location);
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

    /// <summary>Takes an engine for exclusive use until it is returned.</summary>
    public PredictionEngine<TData, TPrediction> Take() => engines.Take();

    /// <summary>Returns an engine.</summary>
    public void Return(PredictionEngine<TData, TPrediction> engine) => engines.Return(engine);

    /// <inheritdoc/>
    public void Dispose()
    {
        engines.Dispose();
        (Model as IDisposable)?.Dispose();
        scratch.Dispose();
    }

    private static MLContext OwnContext(ModelManifest? manifest, ScratchFolder scratch, int threads)
    {
        var ml = new MLContext(manifest?.Seed) { TempFilePath = scratch.Path };
        ml.SetOnnxSessionOption(new OnnxSessionOptions { IntraOpNumThreads = threads }); // Has no effect after the load.
        return ml;
    }

    private void WarmUp(PredictionEnginePoolOptions<TData, TPrediction> options, string location)
    {
        var warm = new List<PredictionEngine<TData, TPrediction>>();
        try
        {
            while (warm.Count < options.Size)
            {
                warm.Add(Take());
                if (options.Canary?.Invoke(warm[^1]) == false)
                {
                    throw new InputException($"{location}: it does not answer the canary as it should.");
                }
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException and not MaskMLException)
        {
            throw new InputException(
                $"{location}: it does not take {typeof(TData).Name} and give {typeof(TPrediction).Name}: {e.Message}", e);
        }
        finally
        {
            warm.ForEach(Return);
        }
    }
}
