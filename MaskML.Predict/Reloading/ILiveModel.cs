namespace MaskML.Predict.Reloading;

/// <summary>A model that is replaced while it is in use, as seen from outside.</summary>
public interface ILiveModel
{
    /// <summary>Name of the model; empty for the default one.</summary>
    string Name { get; }

    /// <summary>The model that answers now; null before the first one is loaded and after disposal.</summary>
    LiveModelInfo? Current { get; }

    /// <summary>Whether the last attempt to load succeeded, and why not.</summary>
    ModelHealth Health { get; }

    /// <summary>Raised after a new model took over, on the thread that loaded it.</summary>
    event EventHandler<ModelReloadedEventArgs>? Reloaded;
}
