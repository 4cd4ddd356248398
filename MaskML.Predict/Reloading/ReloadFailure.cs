namespace MaskML.Predict.Reloading;

/// <summary>An attempt to load that failed.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">What was found, what was expected, and where.</param>
/// <param name="Sha256">SHA-256 of what was refused; null where nothing could be read.</param>
public sealed record ReloadFailure(DateTimeOffset At, string Reason, string? Sha256);
