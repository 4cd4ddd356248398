using System.ComponentModel.DataAnnotations;

namespace MaskML.Video.Distance;

/// <summary>Distances between people, estimated from the widths of their faces.</summary>
public sealed record DistanceOptions
{
    /// <summary>Mark pairs of people who stand too close.</summary>
    public bool Enabled { get; init; }

    /// <summary>Pairs closer than this are marked, in metres.</summary>
    [Range(0.01, 100.0)]
    public double Metres { get; init; } = 1.5;

    /// <summary>Width of a face, as the detector boxes it, in metres.</summary>
    /// <remarks>In metres; distances are proportional to it.</remarks>
    [Range(0.01, 1.0)]
    public double FaceWidth { get; init; } = 0.15;

    /// <summary>Field of view of the camera along the longer side of the picture, in degrees; used where focalLength is 0.</summary>
    [Range(1.0, 179.0)]
    public double FieldOfView { get; init; } = 60;

    /// <summary>Focal length of the camera in pixels; 0 derives it from fieldOfView.</summary>
    /// <remarks>In pixels, measured by calibrating the camera; takes precedence over <see cref="FieldOfView"/>.</remarks>
    [Range(0.0, 1000000.0)]
    public double FocalLength { get; init; }

    /// <summary>
    /// Standard error of a person's estimated distance from the camera, as a share of it: faces differ, boxes are not exact.
    /// </summary>
    [Range(0.0, 1.0)]
    public double Error { get; init; } = 0.15;
}
