using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Tracking;

/// <summary>How faces are followed from frame to frame.</summary>
[Description("How faces are followed from frame to frame of a video.")]
public sealed record TrackingOptions
{
    /// <summary>From -1, which matches any two boxes, to 1, which matches only equal ones.</summary>
    [Description("Least likeness (overlap less distance, DIoU) of a face to where its track expects it.")]
    [Range(-1.0, 1.0)]
    public double Likeness { get; init; } = -0.1;

    /// <summary>A face is not counted, numbered or reported before that.</summary>
    [Description("Frames in which a face must be found before it counts as a person.")]
    [Range(1, 1000)]
    public int Confirm { get; init; } = 3;

    /// <summary>A person who comes back later is a new track.</summary>
    [Description("Frames without its face that a track survives.")]
    [Range(0, 10000)]
    public int Keep { get; init; } = 15;

    /// <summary>In frames; 1 lets only the current frame vote.</summary>
    [Description("The label is voted over about this many frames; older votes fade.")]
    [Range(1.0, 10000.0)]
    public double Memory { get; init; } = 20;

    /// <summary>A share, 0..1; prevents flicker of faces between two labels.</summary>
    [Description("Lead of votes, as a share of all, that another label needs before a track takes it.")]
    [Range(0.0, 1.0)]
    public double Lead { get; init; } = 0.4;
}
