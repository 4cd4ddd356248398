using System.Runtime.InteropServices;

namespace MaskML.Train.Caching;

/// <summary>A hash of 32 bytes as a dictionary key.</summary>
internal readonly record struct CacheKey(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    /// <summary>Reads a key.</summary>
    public static CacheKey From(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? MemoryMarshal.Read<CacheKey>(bytes)
        : throw new ArgumentException($"The key has {bytes.Length} bytes, expected {Size}.", nameof(bytes));
}
