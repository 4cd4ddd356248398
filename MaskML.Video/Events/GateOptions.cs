using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Events;

/// <summary>Events for a door or a turnstile: someone in a video wears no mask.</summary>
public sealed record GateOptions
{
    /// <summary>Tell once for each track when it wears no mask.</summary>
    public bool Enabled { get; init; }

    /// <summary>Frames in a row that someone must be seen without a mask.</summary>
    /// <remarks>At least 1; frames without the face do not interrupt the row.</remarks>
    [Range(1, 100000)]
    public int Frames { get; init; } = 10;

    /// <summary>Labels that count as without a mask, for the events and for the longest violation.</summary>
    /// <remarks>At least one; a run fails when the model knows none of them.</remarks>
    [MinLength(1)]
    public IReadOnlyList<string> Labels { get; init; } = ["without_mask"];
}
