using System.Runtime.InteropServices;

namespace MaskML.Train.Audit;

/// <summary>Statistics of a crop that do not depend on what it shows.</summary>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="PhotoWidth">Width of the upright picture in pixels.</param>
/// <param name="PhotoHeight">Height of the upright picture in pixels.</param>
/// <param name="Width">Width of the face's box, or of the picture.</param>
/// <param name="Height">Height of the face's box, or of the picture.</param>
/// <param name="Format">Number of the file's format: 0 JPEG, 1 PNG, 2 BMP, 3 WebP, 4 any other.</param>
/// <param name="LuminanceQuality">JPEG quality of brightness, 1..100; 0 if it is not known.</param>
/// <param name="ChrominanceQuality">JPEG quality of colour, 1..100; 0 if it is not known.</param>
/// <param name="Blue">Mean of the blue values, 0..255.</param>
/// <param name="Green">Mean of the green values.</param>
/// <param name="Red">Mean of the red values.</param>
/// <param name="BlueSpread">Standard deviation of the blue values.</param>
/// <param name="GreenSpread">Standard deviation of the green values.</param>
/// <param name="RedSpread">Standard deviation of the red values.</param>
/// <param name="Saturation">Mean of the saturation (HSV), 0..255.</param>
/// <param name="SaturationSpread">Standard deviation of the saturation.</param>
/// <param name="Sharpness">Variance of the Laplacian of the grey crop; low if it is blurred.</param>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct SampleStatistics(
    float FileBytes,
    float PhotoWidth,
    float PhotoHeight,
    float Width,
    float Height,
    float Format,
    float LuminanceQuality,
    float ChrominanceQuality,
    float Blue,
    float Green,
    float Red,
    float BlueSpread,
    float GreenSpread,
    float RedSpread,
    float Saturation,
    float SaturationSpread,
    float Sharpness)
{
    /// <summary>Area in pixels.</summary>
    public float Pixels => Width * Height;

    /// <summary>Width over height.</summary>
    public float AspectRatio => Width / Height;
}

/// <summary>Statistics of one kind.</summary>
/// <param name="Name">The kind.</param>
/// <param name="Statistics">The statistics with their names.</param>
internal sealed record StatisticGroup(string Name, IReadOnlyList<(string Name, Func<SampleStatistics, float> Value)> Statistics)
{
    /// <summary>All groups; the last holds all statistics.</summary>
    public static IReadOnlyList<StatisticGroup> All { get; } = Together(
    [
        new("file size", [("bytes", s => s.FileBytes)]),
        new("image size",
        [
            ("width", s => s.Width), ("height", s => s.Height), ("pixels", s => s.Pixels),
            ("photo width", s => s.PhotoWidth), ("photo height", s => s.PhotoHeight),
        ]),
        new("aspect ratio", [("width / height", s => s.AspectRatio)]),
        new("colour",
        [
            ("red", s => s.Red), ("green", s => s.Green), ("blue", s => s.Blue),
            ("spread of red", s => s.RedSpread), ("spread of green", s => s.GreenSpread), ("spread of blue", s => s.BlueSpread),
            ("saturation", s => s.Saturation), ("spread of saturation", s => s.SaturationSpread),
        ]),
        new("JPEG quality",
        [
            ("brightness quality", s => s.LuminanceQuality), ("colour quality", s => s.ChrominanceQuality), ("format", s => s.Format),
        ]),
        new("sharpness", [("sharpness", s => s.Sharpness)]),
    ]);

    private static IReadOnlyList<StatisticGroup> Together(StatisticGroup[] groups) =>
        [.. groups, new StatisticGroup("all together", [.. groups.SelectMany(g => g.Statistics)])];
}
