namespace MaskML.Serve.Contracts;

/// <summary>State of the service.</summary>
/// <param name="Status">healthy; or degraded, if the service answers with an older model because the model file cannot be used.</param>
/// <param name="Detail">Why the service is degraded.</param>
internal sealed record HealthAnswer(string Status, string? Detail);
