namespace MaskML.Synth.Rendering;

/// <summary>What a surface is made of.</summary>
/// <param name="Paint">Its texture; null for a single colour.</param>
/// <param name="Color">Its colour if there is no texture.</param>
/// <param name="Gloss">Strength of the specular highlight, 0 to 1.</param>
/// <param name="TwoSided">Whether its inner side is drawn too.</param>
/// <param name="Bias">Depth bias: how far the surface may lie behind what is already drawn and still be visible, for objects that lie on
/// skin.</param>
internal sealed record Material(Canvas? Paint, Vector3 Color = default, float Gloss = 0, bool TwoSided = false, float Bias = 0);
