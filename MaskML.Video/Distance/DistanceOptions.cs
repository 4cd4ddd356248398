using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Distance;

/// <summary>How distances between people are estimated.</summary>
[Description("Distances between people, estimated from the widths of their faces.")]
public sealed record DistanceOptions
{
    /// <summary>Off by default.</summary>
    [Description("Mark pairs of people who stand too close.")]
    public bool Enabled { get; init; }

    /// <summary>In metres.</summary>
    [Description("Pairs closer than this are marked, in metres.")]
    [Range(0.01, 100.0)]
    public double Metres { get; init; } = 1.5;

    /// <summary>In metres; distances are proportional to it.</summary>
    [Description("Width of a face, as the detector boxes it, in metres.")]
    [Range(0.01, 1.0)]
    public double FaceWidth { get; init; } = 0.15;

    /// <summary>In degrees.</summary>
    [Description("Field of view of the camera along the longer side of the picture, in degrees; used where focalLength is 0.")]
    [Range(1.0, 179.0)]
    public double FieldOfView { get; init; } = 60;

    /// <summary>In pixels, measured by calibrating the camera; takes precedence over <see cref="FieldOfView"/>.</summary>
    [Description("Focal length of the camera in pixels; 0 derives it from fieldOfView.")]
    [Range(0.0, 1000000.0)]
    public double FocalLength { get; init; }

    /// <summary>A share, 0..1.</summary>
    [Description("Standard error of a person's estimated distance from the camera, as a share of it: faces differ, boxes are not exact.")]
    [Range(0.0, 1.0)]
    public double Error { get; init; } = 0.15;
}
