namespace MaskML.Predict.Reloading;

/// <summary>How a live model is.</summary>
/// <param name="State">The state.</param>
/// <param name="LastFailure">The last failed attempt to load, kept after a later success; null if there was none.</param>
public sealed record ModelHealth(ModelState State, ReloadFailure? LastFailure);
