namespace MaskML.Predict.Reloading;

/// <summary>A source of models, such as a file or an address. Not thread-safe: one loop at a time uses it.</summary>
internal interface IModelSource : IDisposable
{
    /// <summary>Path or address, for messages.</summary>
    string Location { get; }

    /// <summary>Whether the source is checked for changes after the first model.</summary>
    bool Watches { get; }

    /// <summary>Reads the model.</summary>
    /// <returns>The model, or null if nothing indicates a change since the last call.</returns>
    /// <exception cref="InputException">The model cannot be read.</exception>
    Task<ModelSnapshot?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Waits until the model may have changed.</summary>
    Task WaitAsync(CancellationToken cancellationToken);

    /// <summary>Makes the next call of <see cref="ReadAsync"/> return the model even if it has not changed.</summary>
    void Reset();
}
