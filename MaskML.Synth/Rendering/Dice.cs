using MaskML.Predict.Numbers;

namespace MaskML.Synth.Rendering;

/// <summary>
/// Random numbers for drawing. Each drawn object uses its own fork, so that adding or removing an object does not change the rest of
/// the picture.
/// </summary>
/// <param name="seed">The seed.</param>
/// <param name="stream">Different streams of one seed are independent.</param>
internal sealed class Dice(ulong seed, ulong stream = 0)
{
    private readonly Pcg32 bits = new(seed, stream);

    /// <summary>32 random bits.</summary>
    public uint Next() => bits.Next();

    /// <summary>A new generator seeded from this one, which advances by a fixed number of steps.</summary>
    public Dice Fork() => new(((ulong)Next() << 32) | Next(), Next());

    /// <summary>A number in [0, 1).</summary>
    public float Unit() => (Next() >> 8) * (1f / (1 << 24));

    /// <summary>A number in [low, high).</summary>
    public float Between(float low, float high) => low + ((high - low) * Unit());

    /// <summary>A number in [-reach, reach); values near 0 are the most likely.</summary>
    public float Around(float reach) => reach * (Unit() + Unit() + Unit() - 1.5f) / 1.5f;

    /// <summary>A whole number in [0, count).</summary>
    public int Below(int count) => bits.Below(count);

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
