namespace MaskML.Synth;

/// <summary>Options of a drawn data set.</summary>
/// <param name="Count">Number of crops. Half of them, rounded up, show a face with a mask.</param>
/// <param name="Seed">Seed of the random numbers; the same seed gives the same pictures.</param>
/// <param name="Scenes">Number of photos with several people, written to a subfolder.</param>
public sealed record SynthOptions(int Count, int Seed, int Scenes = 0)
{
    /// <summary>Largest number of crops or scenes.</summary>
    public const int Most = 1_000_000;
}
