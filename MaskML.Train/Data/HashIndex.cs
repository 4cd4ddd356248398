using System.Numerics;

namespace MaskML.Train.Data;

/// <summary>
/// Finds hashes of 64 bits within a Hamming distance without comparing all pairs (multi-index hashing): two hashes that differ in at
/// most <c>4·f + 3</c> bits differ in at most <c>f</c> bits in one of their four bands of 16 bits, so looking up each band
/// with up to <c>f</c> bits flipped misses none.
/// </summary>
internal sealed class HashIndex
{
    private const int Bands = 4;
    private const int Buckets = 1 << 16;

    private readonly ulong[] _hashes;
    private readonly int _radius;
    private readonly ushort[] _flips;
    private readonly int[][] _starts = new int[Bands][];
    private readonly int[][] _entries = new int[Bands][];

    /// <summary>Builds the index.</summary>
    /// <param name="hashes">The hashes to find.</param>
    /// <param name="radius">Largest distance to find, in bits.</param>
    public HashIndex(ulong[] hashes, int radius)
    {
        _hashes = hashes;
        _radius = radius;
        _flips = [.. Enumerable.Range(0, Buckets).Where(m => BitOperations.PopCount((uint)m) <= radius / Bands).Select(m => (ushort)m)];
        for (int band = 0; band < Bands; band++)
        {
            (_starts[band], _entries[band]) = Sort(band);
        }
    }

    /// <summary>Calls back for each hash within the radius, once each.</summary>
    /// <param name="hash">The hash to look for.</param>
    /// <param name="found">Takes the index of a close hash.</param>
    public void Find(ulong hash, Action<int> found)
    {
        for (int band = 0; band < Bands; band++)
        {
            int[] starts = _starts[band];
            int[] entries = _entries[band];
            int key = Band(hash, band);
            foreach (ushort flip in _flips)
            {
                int bucket = key ^ flip;
                for (int at = starts[bucket]; at < starts[bucket + 1]; at++)
                {
                    ulong difference = _hashes[entries[at]] ^ hash;
                    if (BitOperations.PopCount(difference) <= _radius && IsFirst(difference, band))
                    {
                        found(entries[at]);
                    }
                }
            }
        }
    }

    /// <summary>Whether no earlier band finds the pair too, so that it is told once.</summary>
    private bool IsFirst(ulong difference, int band)
    {
        for (int earlier = 0; earlier < band; earlier++)
        {
            if (BitOperations.PopCount((uint)Band(difference, earlier)) <= _radius / Bands)
            {
                return false;
            }
        }

        return true;
    }

    private (int[] Starts, int[] Entries) Sort(int band)
    {
        int[] starts = new int[Buckets + 1];
        foreach (ulong hash in _hashes)
        {
            starts[Band(hash, band) + 1]++;
        }

        for (int i = 0; i < Buckets; i++)
        {
            starts[i + 1] += starts[i];
        }

        int[] next = starts[..^1];
        int[] entries = new int[_hashes.Length];
        for (int i = 0; i < _hashes.Length; i++)
        {
            entries[next[Band(_hashes[i], band)]++] = i;
        }

        return (starts, entries);
    }

    private static int Band(ulong hash, int band) => (int)(hash >> (16 * band)) & (Buckets - 1);
}
