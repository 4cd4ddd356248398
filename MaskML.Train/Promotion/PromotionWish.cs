using MaskML.Train.Comparison;

namespace MaskML.Train.Promotion;

/// <summary>How a run is to be promoted.</summary>
/// <param name="Who">Who wants it, for the history.</param>
public sealed record PromotionWish(string Who)
{
    /// <summary>Publishes the model without comparing it with the live one.</summary>
    public bool Force { get; init; }

    /// <summary>Why; null for no reason.</summary>
    public string? Reason { get; init; }

    /// <summary>A folder of labelled images to judge both models on; null for the run's own test images.</summary>
    public string? On { get; init; }

    /// <summary>The metrics in which the model must not be worse than the live one by more than chance.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = ["macroAccuracy"];

    /// <summary>Receives the comparison with the live model; null to ignore it.</summary>
    public Action<ModelComparison>? Compared { get; init; }
}
