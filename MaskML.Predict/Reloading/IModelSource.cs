using MaskML.Predict.Errors;

namespace MaskML.Predict.Reloading;

/// <summary>A place that models come from. Used by one loop at a time.</summary>
internal interface IModelSource : IDisposable
{
    /// <summary>The place, for messages.</summary>
    string Where { get; }

    /// <summary>Whether the place is looked at again after the first model.</summary>
    bool Watches { get; }

    /// <summary>Reads the model.</summary>
    /// <returns>Its bytes, or null if nothing hints at a change since the last reading.</returns>
    /// <exception cref="InputException">It cannot be read.</exception>
    Task<ModelSnapshot?> ReadAsync(CancellationToken stop);

    /// <summary>Waits until it is worth to read again.</summary>
    Task WaitAsync(CancellationToken stop);

    /// <summary>What was read last could not be judged, through no fault of its own: the next reading gives it again.</summary>
    void Forget();
}
