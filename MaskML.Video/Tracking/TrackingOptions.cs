using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Tracking;

/// <summary>How faces are followed from frame to frame of a video.</summary>
public sealed record TrackingOptions
{
    /// <summary>Least likeness (overlap less distance, DIoU) of a face to where its track expects it.</summary>
    /// <remarks>From -1, which matches any two boxes, to 1, which matches only equal ones.</remarks>
    [Range(-1.0, 1.0)]
    public double Likeness { get; init; } = -0.1;

    /// <summary>Frames in which a face must be found before it counts as a person.</summary>
    /// <remarks>A face is not counted, numbered or reported before that.</remarks>
    [Range(1, 1000)]
    public int Confirm { get; init; } = 3;

    /// <summary>Frames without its face that a track survives.</summary>
    /// <remarks>A face that is lost is not followed any more; <see cref="Recall"/> says how long it is waited for.</remarks>
    [Range(0, 10000)]
    public int Keep { get; init; } = 15;

    /// <summary>Seconds for which a lost face is waited for, where it stood or on its way.</summary>
    /// <remarks>A person who was hidden so long keeps the number, and is counted once. 0 waits for nobody.</remarks>
    [Range(0.0, 3600.0)]
    public double Recall { get; init; } = 3;

    /// <summary>The label is voted over about this many frames; older votes fade.</summary>
    /// <remarks>In frames; 1 lets only the current frame vote.</remarks>
    [Range(1.0, 10000.0)]
    public double Memory { get; init; } = 20;

    /// <summary>Lead of votes, as a share of all, that another label needs before a track takes it.</summary>
    /// <remarks>A share, 0..1; prevents flicker of faces between two labels.</remarks>
    [Range(0.0, 1.0)]
    public double Lead { get; init; } = 0.4;
}
