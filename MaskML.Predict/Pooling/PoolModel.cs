using MaskML.Predict.Reloading;

namespace MaskML.Predict.Pooling;

/// <summary>A model that was added to a pool.</summary>
/// <param name="Name">Its name; empty for the default one.</param>
/// <param name="Open">Opens the place that it comes from.</param>
internal sealed record PoolModel<TData, TPrediction>(string Name, Func<ReloadOptions, LiveModelServices, IModelSource> Open);
