using MaskML.Train.Promotion;

namespace MaskML.Serve.Contracts;

/// <summary>A change of the live model.</summary>
/// <param name="Time">When it was made.</param>
/// <param name="Who">Who made it.</param>
/// <param name="Action">promote or back.</param>
/// <param name="Run">The run that was promoted; null for back.</param>
/// <param name="Model">SHA-256 of the model that became live.</param>
/// <param name="Previous">SHA-256 of the model before it; null if there was none.</param>
/// <param name="Reason">Why; null where nobody gave a reason.</param>
/// <param name="Done">Whether the change was made; a service that is killed in between leaves a change that was not.</param>
/// <param name="Comparison">The comparison with the live model that allowed it; null where none was needed or asked for.</param>
internal sealed record PromotionAnswer(
    DateTimeOffset Time,
    string Who,
    string Action,
    string? Run,
    string Model,
    string? Previous,
    string? Reason,
    bool Done,
    ComparisonAnswer? Comparison)
{
    /// <summary>Describes a change.</summary>
    public static PromotionAnswer Of(PromotionRecord record, ComparisonAnswer? comparison = null) => new(
        record.Time,
        record.Who,
        record.Action,
        record.Run,
        record.Sha256,
        record.Previous,
        record.Reason,
        record.IsDone,
        comparison);
}

/// <summary>The body of a promotion or of a step back.</summary>
/// <param name="Who">Who asks for it, for the history.</param>
/// <param name="Confirm">Whether a model goes live that is worse than the live one or cannot be compared with it; needs a reason.</param>
/// <param name="Reason">Why, for the history.</param>
internal sealed record PromotionRequest(string? Who = null, bool Confirm = false, string? Reason = null);
