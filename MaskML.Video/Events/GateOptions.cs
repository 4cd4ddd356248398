using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Events;

/// <summary>When a person without a mask is reported as a violation.</summary>
[Description("Events for a door or a turnstile: someone in a video wears no mask.")]
public sealed record GateOptions
{
    /// <summary>Off by default.</summary>
    [Description("Tell once for each track when it wears no mask.")]
    public bool Enabled { get; init; }

    /// <summary>At least 1; frames without the face do not interrupt the row.</summary>
    [Description("Frames in a row that someone must be seen without a mask.")]
    [Range(1, 100000)]
    public int Frames { get; init; } = 10;

    /// <summary>At least one; a run fails when the model knows none of them.</summary>
    [Description("Labels that count as without a mask, for the events and for the longest violation.")]
    [MinLength(1)]
    public IReadOnlyList<string> Labels { get; init; } = ["without_mask"];
}
