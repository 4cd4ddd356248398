namespace MaskML.Predict.Reloading;

/// <summary>A model that can be replaced while it is in use.</summary>
public interface ILiveModel
{
    /// <summary>Name of the model; empty for the default one.</summary>
    string Name { get; }

    /// <summary>The model that is in use; null before the first one is loaded and after disposal.</summary>
    LiveModelInfo? Current { get; }

    /// <summary>The result of the last attempt to load a model.</summary>
    ModelHealth Health { get; }

    /// <summary>Raised after a model has been replaced, on the thread that loaded the new one.</summary>
    event EventHandler<ModelReloadedEventArgs>? Reloaded;
}

/// <summary>Data of the event <see cref="ILiveModel.Reloaded"/>.</summary>
/// <param name="previous">The replaced model. Leases taken before continue to use it; it is disposed when the last one ends.</param>
/// <param name="current">The new model.</param>
public sealed class ModelReloadedEventArgs(LiveModelInfo previous, LiveModelInfo current) : EventArgs
{
    /// <summary>The replaced model.</summary>
    public LiveModelInfo Previous { get; } = previous;

    /// <summary>The new model.</summary>
    public LiveModelInfo Current { get; } = current;
}
