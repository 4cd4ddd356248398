using System.Text.Json.Serialization;

namespace MaskML.Train.Promotion;

/// <summary>A change of the live model.</summary>
/// <param name="Time">When it was made.</param>
/// <param name="Who">Who made it.</param>
/// <param name="Action"><c>promote</c> or <c>back</c>.</param>
/// <param name="Run">The run that was promoted; null for <c>back</c>.</param>
/// <param name="Sha256">SHA-256 of the model that became live.</param>
/// <param name="Previous">SHA-256 of the model before it; null if there was none.</param>
/// <param name="Reason">Why; null where nobody gave a reason.</param>
public sealed record PromotionRecord(
    DateTimeOffset Time, string Who, string Action, string? Run, string Sha256, string? Previous, string? Reason)
{
    /// <summary>Whether the change was made: a process that is killed in between leaves a record of a change that was not.</summary>
    [JsonIgnore]
    public bool IsDone { get; init; } = true;
}
