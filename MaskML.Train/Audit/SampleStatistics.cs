using System.Runtime.InteropServices;

namespace MaskML.Train.Audit;

/// <summary>What can be measured of a crop without seeing what it shows.</summary>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="PhotoWidth">Width of the upright picture in pixels.</param>
/// <param name="PhotoHeight">Height of the upright picture in pixels.</param>
/// <param name="Width">Width of the face's box, or of the picture.</param>
/// <param name="Height">Height of the face's box, or of the picture.</param>
/// <param name="Format">Number of the file's format: 0 JPEG, 1 PNG, 2 BMP, 3 WebP, 4 any other.</param>
/// <param name="LuminanceQuality">JPEG quality of brightness, 1..100; 0 where there is none.</param>
/// <param name="ChrominanceQuality">JPEG quality of colour, 1..100; 0 where there is none.</param>
/// <param name="Blue">Mean of the blue values, 0..255.</param>
/// <param name="Green">Mean of the green values.</param>
/// <param name="Red">Mean of the red values.</param>
/// <param name="BlueSpread">Standard deviation of the blue values.</param>
/// <param name="GreenSpread">Standard deviation of the green values.</param>
/// <param name="RedSpread">Standard deviation of the red values.</param>
/// <param name="Saturation">Mean of the saturation (HSV), 0..255.</param>
/// <param name="SaturationSpread">Standard deviation of the saturation.</param>
/// <param name="Sharpness">Variance of the Laplacian of the grey crop: small where it is blurred.</param>
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
