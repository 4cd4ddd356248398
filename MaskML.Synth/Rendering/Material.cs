using System.Numerics;

namespace MaskML.Synth.Rendering;

/// <summary>What a surface is made of.</summary>
/// <param name="Paint">Its picture, or null for one colour.</param>
/// <param name="Color">Its colour where there is no picture.</param>
/// <param name="Gloss">Strength of the highlight, 0..1.</param>
/// <param name="TwoSided">Whether its inner side can be seen.</param>
/// <param name="Bias">How far behind something nearer it may lie and still be seen, for things that lie on skin.</param>
internal sealed record Material(Canvas? Paint, Vector3 Color = default, float Gloss = 0, bool TwoSided = false, float Bias = 0);
