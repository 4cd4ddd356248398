namespace MaskML.Synth;

/// <summary>What to draw.</summary>
/// <param name="Count">Crops in all; half of them (rounded up) with a mask.</param>
/// <param name="Seed">The same seed gives the same pictures.</param>
/// <param name="Scenes">Photos with several people beside the crops, in a folder of their own.</param>
public sealed record SynthOptions(int Count, int Seed, int Scenes = 0)
{
    /// <summary>Largest number of crops or scenes.</summary>
    public const int Most = 1_000_000;
}
