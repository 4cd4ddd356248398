namespace MaskML.Serve.Models;

/// <summary>The last attempt to load a model that failed.</summary>
/// <param name="At">When.</param>
/// <param name="Reason">What was found and what was expected.</param>
/// <param name="Sha256">SHA-256 of what was refused; null where nothing could be read.</param>
internal sealed record FaultAnswer(DateTimeOffset At, string Reason, string? Sha256);
