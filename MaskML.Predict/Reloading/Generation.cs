using MaskML.Predict.Concurrency;

namespace MaskML.Predict.Reloading;

/// <summary>
/// A loaded model, shared by the pool while it is the current one, and by everyone who rented from it.
/// </summary>
/// <param name="info">Which model it is.</param>
/// <param name="content">What was loaded.</param>
/// <param name="freed">Called when the content has been disposed.</param>
internal sealed class Generation<T>(LiveModelInfo info, T content, Action freed) : Shared<T>(content, freed)
    where T : class, IDisposable
{
    /// <summary>Which model it is.</summary>
    public LiveModelInfo Info { get; } = info;
}
