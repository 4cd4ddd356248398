namespace MaskML.Predict.Reloading;

/// <summary>A new model took over.</summary>
/// <param name="previous">The model before; it goes on answering for those who hold it, and is freed when the last returns it.</param>
/// <param name="current">The new model.</param>
public sealed class ModelReloadedEventArgs(LiveModelInfo previous, LiveModelInfo current) : EventArgs
{
    /// <summary>The model before.</summary>
    public LiveModelInfo Previous { get; } = previous;

    /// <summary>The new model.</summary>
    public LiveModelInfo Current { get; } = current;
}
