namespace MaskML.Serve.Health;

/// <summary>How the service is.</summary>
/// <param name="Status">healthy, or degraded: it answers, but not as it should.</param>
/// <param name="Detail">Why it is degraded.</param>
internal sealed record HealthAnswer(string Status, string? Detail);
