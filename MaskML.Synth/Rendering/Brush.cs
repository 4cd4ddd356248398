namespace MaskML.Synth.Rendering;

/// <summary>How a shape is painted on a <see cref="Canvas"/>.</summary>
/// <param name="Color">Colour, or the factor of each channel for <see cref="BrushMode.Multiply"/>.</param>
/// <param name="Opacity">0..1.</param>
/// <param name="Blur">Standard deviation of the soft edge, in units of the head.</param>
/// <param name="Mode">How the shape is combined with the pixels below it.</param>
internal readonly record struct Brush(Vector3 Color, float Opacity = 1, float Blur = 0, BrushMode Mode = BrushMode.Over)
{
    /// <summary>Darkens (below 1) or lightens (above 1).</summary>
    public static Brush Shade(float factor, float blur, float opacity = 1) => new(new Vector3(factor), opacity, blur, BrushMode.Multiply);

    /// <summary>Covers only what is already opaque.</summary>
    public static Brush Inside(Vector3 color, float opacity = 1, float blur = 0) => new(color, opacity, blur, BrushMode.Inside);

    /// <summary>Makes the canvas transparent.</summary>
    public static Brush Erase(float blur = 0) => new(Vector3.Zero, 1, blur, BrushMode.Erase);
}

/// <summary>How a shape is combined with the pixels below it.</summary>
internal enum BrushMode
{
    /// <summary>Covers it.</summary>
    Over,

    /// <summary>Multiplies its colour and leaves its opacity.</summary>
    Multiply,

    /// <summary>Reduces its opacity.</summary>
    Erase,

    /// <summary>Covers it only where it is already opaque.</summary>
    Inside,
}
