using System.Numerics;

namespace MaskML.Synth.Rendering;

/// <summary>How a shape goes onto a <see cref="Canvas"/>.</summary>
/// <param name="Color">Colour, or the factor of each channel for <see cref="BrushMode.Multiply"/>.</param>
/// <param name="Opacity">0..1.</param>
/// <param name="Blur">Standard deviation of the soft edge, in units of the head.</param>
/// <param name="Mode">What the shape does to what lies below.</param>
internal readonly record struct Brush(Vector3 Color, float Opacity = 1, float Blur = 0, BrushMode Mode = BrushMode.Over)
{
    /// <summary>Darkens (below 1) or lightens (above 1).</summary>
    public static Brush Shade(float factor, float blur, float opacity = 1) => new(new Vector3(factor), opacity, blur, BrushMode.Multiply);

    /// <summary>Makes the canvas transparent.</summary>
    public static Brush Erase(float blur = 0) => new(Vector3.Zero, 1, blur, BrushMode.Erase);
}
