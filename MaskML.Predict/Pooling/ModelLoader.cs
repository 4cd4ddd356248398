using Microsoft.Extensions.Primitives;
using Microsoft.ML;

namespace MaskML.Predict.Pooling;

/// <summary>
/// A source of models of one's own; see <see cref="PredictionEnginePoolOptions{TData, TPrediction}.ModelLoader"/>. It has the members of
/// the class of this name in Microsoft.Extensions.ML.
/// </summary>
public abstract class ModelLoader
{
    /// <summary>Returns a token that changes when the source has another model. Each change is followed by a new token.</summary>
    public abstract IChangeToken GetReloadToken();

    /// <summary>Returns the model. The pool copies it, so it must be one that ML.NET can save; it stays the loader's.</summary>
    public abstract ITransformer GetModel();
}

/// <summary>A token that a <see cref="ModelLoader"/> can return.</summary>
public sealed class ModelReloadToken : IChangeToken, IDisposable
{
    private readonly CancellationTokenSource changed = new();

    /// <inheritdoc/>
    public bool HasChanged => changed.IsCancellationRequested;

    /// <inheritdoc/>
    public bool ActiveChangeCallbacks => true;

    /// <inheritdoc/>
    public IDisposable RegisterChangeCallback(Action<object?> callback, object? state) => changed.Token.Register(callback, state);

    /// <summary>Reports that there is another model.</summary>
    public void OnReload() => changed.Cancel();

    /// <inheritdoc/>
    public void Dispose() => changed.Dispose();
}
