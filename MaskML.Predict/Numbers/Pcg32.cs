namespace MaskML.Predict.Numbers;

/// <summary>
/// A seeded generator of random numbers, PCG32 (M. O'Neill 2014, XSH-RR): the same numbers on every machine and with every version of .NET.
/// </summary>
internal sealed class Pcg32
{
    private const ulong Multiplier = 6364136223846793005;
    private readonly ulong increment;
    private ulong state;

    /// <summary>Creates a generator; different streams of one seed are independent.</summary>
    public Pcg32(ulong seed, ulong stream = 0)
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

    /// <summary>A whole number in [0, count).</summary>
    public int Below(int count) => (int)(((ulong)Next() * (uint)count) >> 32);
}
