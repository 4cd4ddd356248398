using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Tracking;

/// <summary>How faces are followed from frame to frame.</summary>
[Description("How faces are followed from frame to frame of a video.")]
public sealed record TrackingOptions
{
    /// <summary>Least likeness of a face to where its track expects it.</summary>
    [Description("Least likeness (overlap less distance, DIoU) of a face to where its track expects it.")]
    [Range(-1.0, 1.0)]
    public double Likeness { get; init; } = -0.1;

    /// <summary>Frames with a face that make a track.</summary>
    [Description("Frames in which a face must be found before it counts as a person.")]
    [Range(1, 1000)]
    public int Confirm { get; init; } = 3;

    /// <summary>Frames without its face that a track survives.</summary>
    [Description("Frames without its face that a track survives.")]
    [Range(0, 10000)]
    public int Keep { get; init; } = 15;

    /// <summary>Frames over which the label's votes fade.</summary>
    [Description("The label is voted over about this many frames; older votes fade.")]
    [Range(1.0, 10000.0)]
    public double Memory { get; init; } = 20;

    /// <summary>Lead that another label needs.</summary>
    [Description("Lead of votes, as a share of all, that another label needs before a track takes it.")]
    [Range(0.0, 1.0)]
    public double Lead { get; init; } = 0.4;
}
