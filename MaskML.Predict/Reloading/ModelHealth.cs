namespace MaskML.Predict.Reloading;

/// <summary>The health of a live model.</summary>
/// <param name="State">The state.</param>
/// <param name="LastFailure">The last failed attempt to load, kept after a later success; null if no attempt failed.</param>
public sealed record ModelHealth(ModelState State, ReloadFailure? LastFailure);

/// <summary>States of a live model.</summary>
public enum ModelState
{
    /// <summary>No model is loaded yet.</summary>
    NotLoaded,

    /// <summary>The model at the file or address is the one in use.</summary>
    Healthy,

    /// <summary>The file or address does not contain a usable model; the previous model stays in use.</summary>
    Degraded,
}

/// <summary>A failed attempt to load a model.</summary>
/// <param name="At">Time of the attempt.</param>
/// <param name="Reason">The problem: what was found, what was expected, and where.</param>
/// <param name="Sha256">SHA-256 of the rejected model; null if the model could not be read.</param>
public sealed record ReloadFailure(DateTimeOffset At, string Reason, string? Sha256);
