using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Frames;

/// <summary>Events for a door or a turnstile.</summary>
[Description("Events for a door or a turnstile: someone in a video wears no mask.")]
public sealed record GateOptions
{
    /// <summary>Whether events are told.</summary>
    [Description("Tell once for each track when it wears no mask.")]
    public bool Enabled { get; init; }

    /// <summary>Frames in a row after which it is told.</summary>
    [Description("Frames in a row that someone must be seen without a mask.")]
    [Range(1, 100000)]
    public int Frames { get; init; } = 10;

    /// <summary>Labels that are violations.</summary>
    [Description("Labels that count as without a mask, for the events and for the longest violation.")]
    [MinLength(1)]
    public IReadOnlyList<string> Labels { get; init; } = ["without_mask"];
}
