using MaskML.Predict.Concurrency;

namespace MaskML.Predict.Reloading;

/// <summary>A loaded model. The slot holds a reference while the model is the current one; each lease holds another one.</summary>
/// <param name="info">Describes the model.</param>
/// <param name="value">The loaded model.</param>
/// <param name="disposed">Called after the model has been disposed.</param>
internal sealed class Generation<T>(LiveModelInfo info, T value, Action disposed) : RefCounted<T>(value, disposed)
    where T : class, IDisposable
{
    /// <summary>Describes the model.</summary>
    public LiveModelInfo Info { get; } = info;
}
