using System.Numerics;

namespace MaskML.Train.Data;

/// <summary>
/// Finds hashes of 64 bits within a Hamming distance without comparing all pairs (multi-index hashing): two hashes that differ in at most
/// <c>4·f + 3</c> bits differ in at most <c>f</c> bits in one of their four bands of 16 bits, so looking up each band with up to <c>f</c>
/// flipped bits finds every pair.
/// </summary>
internal sealed class HashIndex
{
    private const int Bands = 4;
    private const int Buckets = 1 << 16;

    private readonly int radius;
    private readonly ushort[] flips;
    private readonly int[][] starts = new int[Bands][];
    private readonly int[][] entries = new int[Bands][];

    // The hashes in the order of the entries: those of a bucket lie side by side.
    private readonly ulong[][] values = new ulong[Bands][];

    /// <summary>Builds the index.</summary>
    /// <param name="hashes">The hashes to find.</param>
    /// <param name="radius">Largest distance to find, in bits.</param>
    public HashIndex(ulong[] hashes, int radius)
    {
        this.radius = radius;
        flips = [.. Enumerable.Range(0, Buckets).Where(m => BitOperations.PopCount((uint)m) <= radius / Bands).Select(m => (ushort)m)];
        for (int band = 0; band < Bands; band++)
        {
            (starts[band], entries[band]) = Sort(hashes, band);
            values[band] = Array.ConvertAll(entries[band], i => hashes[i]);
        }
    }

    /// <summary>Calls back once for each hash within the radius.</summary>
    /// <param name="hash">The hash to look for.</param>
    /// <param name="found">Receives the index of a close hash.</param>
    /// <returns>Number of hashes that were compared.</returns>
    public long Find(ulong hash, Action<int> found)
    {
        long compared = 0;
        for (int band = 0; band < Bands; band++)
        {
            int[] bandStarts = starts[band];
            ulong[] bandValues = values[band];
            int key = Band(hash, band);
            foreach (ushort flip in flips)
            {
                int bucket = key ^ flip;
                compared += bandStarts[bucket + 1] - bandStarts[bucket];
                for (int at = bandStarts[bucket]; at < bandStarts[bucket + 1]; at++)
                {
                    ulong difference = bandValues[at] ^ hash;
                    if (BitOperations.PopCount(difference) <= radius && IsFirst(difference, band))
                    {
                        found(entries[band][at]);
                    }
                }
            }
        }

        return compared;
    }

    /// <summary>Whether no earlier band finds the pair too, so that it is reported once.</summary>
    private bool IsFirst(ulong difference, int band)
    {
        for (int earlier = 0; earlier < band; earlier++)
        {
            if (BitOperations.PopCount((uint)Band(difference, earlier)) <= radius / Bands)
            {
                return false;
            }
        }

        return true;
    }

    private static (int[] Starts, int[] Entries) Sort(ulong[] hashes, int band)
    {
        int[] starts = new int[Buckets + 1];
        foreach (ulong hash in hashes)
        {
            starts[Band(hash, band) + 1]++;
        }

        for (int i = 0; i < Buckets; i++)
        {
            starts[i + 1] += starts[i];
        }

        int[] next = starts[..^1];
        int[] entries = new int[hashes.Length];
        for (int i = 0; i < hashes.Length; i++)
        {
            entries[next[Band(hashes[i], band)]++] = i;
        }

        return (starts, entries);
    }

    private static int Band(ulong hash, int band) => (int)(hash >> (16 * band)) & (Buckets - 1);
}
