namespace MaskML.Synth.Rendering;

/// <summary>
/// Random numbers that are the same on every machine and .NET version: PCG32 (O'Neill 2014, XSH-RR). Each drawn object uses its
/// own fork, so that adding or removing an object does not change the rest of the picture.
/// </summary>
internal sealed class Dice
{
    private const ulong Multiplier = 6364136223846793005;
    private readonly ulong increment;
    private ulong state;

    /// <summary>Creates a generator; different streams of one seed are independent.</summary>
    public Dice(ulong seed, ulong stream = 0)
    {
        increment = (stream << 1) | 1;
        Next();
        state += seed;
        Next();
    }

    /// <summary>32 random bits.</summary>
    public uint Next()
    {
        ulong old = state;
        state = unchecked((old * Multiplier) + increment);
        uint shifted = (uint)(((old >> 18) ^ old) >> 27);
        return uint.RotateRight(shifted, (int)(old >> 59));
    }

    /// <summary>A new generator seeded from this one, which advances by a fixed number of steps.</summary>
    public Dice Fork() => new(((ulong)Next() << 32) | Next(), Next());

    /// <summary>A number in [0, 1).</summary>
    public float Unit() => (Next() >> 8) * (1f / (1 << 24));

    /// <summary>A number in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>A number in [-reach, reach); values near 0 are the most likely.</summary>
    public float Around(float reach) => reach * (Unit() + Unit() + Unit() - 1.5f) / 1.5f;

    /// <summary>A whole number in [0, count).</summary>
    public int Below(int count) => (int)(((ulong)Next() * (uint)count) >> 32);

    /// <summary>True with the given probability.</summary>
    public bool Chance(float probability) => Unit() < probability;

    /// <summary>One of the choices, all equally likely.</summary>
    public T Pick<T>(params ReadOnlySpan<T> choices) => choices[Below(choices.Length)];

    /// <summary>One of the choices, with probability proportional to its weight.</summary>
    public T Weighted<T>(params ReadOnlySpan<(float Weight, T Value)> choices)
    {
        float total = 0;
        foreach ((float weight, _) in choices)
        {
            total += weight;
        }

        float rest = Unit() * total;
        foreach ((float weight, T value) in choices)
        {
            rest -= weight;
            if (rest < 0)
            {
                return value;
            }
        }

        return choices[^1].Value;
    }
}
