namespace MaskML.Predict.Reloading;

/// <summary>States of a live model.</summary>
public enum ModelState
{
    /// <summary>No model is loaded yet.</summary>
    NotLoaded,

    /// <summary>The model in its place is the one that answers.</summary>
    Healthy,

    /// <summary>The file or address holds something that cannot be used; the model before it goes on answering.</summary>
    Degraded,
}
