using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MaskML.Train.Data;

/// <summary>
/// Finds pairs of hashes of 64 bits within a Hamming distance without comparing all pairs (multi-index hashing): two hashes that differ in
/// at most <c>4·f + 3</c> bits differ in at most <c>f</c> bits in one of their four bands of 16 bits. Both sides are sorted by each band,
/// so that a bucket is compared with those of <c>f</c> other bits side by side in memory.
/// </summary>
internal sealed class HashIndex
{
    private const int Bands = 4;
    private const int Buckets = 1 << 16;

    private readonly int radius;
    private readonly ushort[] flips;
    private readonly Sorted[] bands;

    /// <summary>Builds the index.</summary>
    /// <param name="hashes">The hashes to find.</param>
    /// <param name="radius">Largest distance to find, in bits.</param>
    public HashIndex(ulong[] hashes, int radius)
    {
        this.radius = radius;
        flips = [.. Enumerable.Range(0, Buckets).Where(m => BitOperations.PopCount((uint)m) <= radius / Bands).Select(m => (ushort)m)];
        bands = [.. Enumerable.Range(0, Bands).Select(band => new Sorted(hashes, band))];
    }

    /// <summary>Calls back once for each pair within the radius.</summary>
    /// <param name="queries">The hashes to look for.</param>
    /// <param name="found">Receives the indices of a query and of a hash close to it.</param>
    /// <returns>Number of pairs that were compared.</returns>
    public long Find(ulong[] queries, Action<int, int> found)
    {
        long compared = 0;
        for (int band = 0; band < Bands; band++)
        {
            var sorted = new Sorted(queries, band);
            for (int bucket = 0; bucket < Buckets; bucket++)
            {
                foreach (ushort flip in sorted.In(bucket).IsEmpty ? [] : flips)
                {
                    compared += Compare(sorted, bucket, bucket ^ flip, band, found);
                }
            }
        }

        return compared;
    }

    private long Compare(Sorted queries, int bucket, int other, int band, Action<int, int> found)
    {
        ReadOnlySpan<ulong> hashes = bands[band].In(other);
        ReadOnlySpan<ulong> wanted = queries.In(bucket);
        var near = Vector512.Create((ulong)radius);
        for (int j = 0; j < hashes.Length; j += Vector512<ulong>.Count)
        {
            // The last eight reach beyond the bucket.
            Vector512<ulong> eight = bands[band].Eight(other, j);
            ulong inside = hashes.Length - j < Vector512<ulong>.Count ? (1UL << (hashes.Length - j)) - 1 : ulong.MaxValue;
            for (int i = 0; i < wanted.Length; i++)
            {
                Vector512<ulong> difference = eight ^ Vector512.Create(wanted[i]);
                ulong close = Vector512.LessThanOrEqual(PopCount(difference), near).ExtractMostSignificantBits() & inside;
                for (; close != 0; close &= close - 1)
                {
                    int at = BitOperations.TrailingZeroCount(close);
                    if (IsFirst(difference[at], band))
                    {
                        found(queries.IndexOf(bucket, i), bands[band].IndexOf(other, j + at));
                    }
                }
            }
        }

        return (long)wanted.Length * hashes.Length;
    }

    // Sums up bits of pairs, of fours, of bytes, and the eight bytes into the highest one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ulong> PopCount(Vector512<ulong> value)
    {
        value -= (value >>> 1) & Vector512.Create(0x5555555555555555UL);
        Vector512<ulong> pairs = Vector512.Create(0x3333333333333333UL);
        value = (value & pairs) + ((value >>> 2) & pairs);
        value = (value + (value >>> 4)) & Vector512.Create(0x0F0F0F0F0F0F0F0FUL);
        return (value * Vector512.Create(0x0101010101010101UL)) >>> 56;
    }

    /// <summary>Whether no earlier band finds the pair too, so that it is reported once.</summary>
    private bool IsFirst(ulong difference, int band)
    {
        for (int earlier = 0; earlier < band; earlier++)
        {
            if (BitOperations.PopCount((uint)Sorted.Bucket(difference, earlier)) <= radius / Bands)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Hashes sorted by a band: those of a bucket lie side by side.</summary>
    private readonly struct Sorted
    {
        private readonly int[] starts = new int[Buckets + 1];
        private readonly int[] indices;
        private readonly ulong[] values;

        public Sorted(ulong[] hashes, int band)
        {
            foreach (ulong hash in hashes)
            {
                starts[Bucket(hash, band) + 1]++;
            }

            for (int i = 0; i < Buckets; i++)
            {
                starts[i + 1] += starts[i];
            }

            int[] next = starts[..^1];
            indices = new int[hashes.Length];
            values = new ulong[hashes.Length + Vector512<ulong>.Count];
            for (int i = 0; i < hashes.Length; i++)
            {
                int at = next[Bucket(hashes[i], band)]++;
                (indices[at], values[at]) = (i, hashes[i]);
            }
        }

        public static int Bucket(ulong hash, int band) => (int)(hash >> (16 * band)) & (Buckets - 1);

        public ReadOnlySpan<ulong> In(int bucket) => values.AsSpan(starts[bucket]..starts[bucket + 1]);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector512<ulong> Eight(int bucket, int at) => Vector512.Create(values.AsSpan(starts[bucket] + at));

        public int IndexOf(int bucket, int at) => indices[starts[bucket] + at];
    }
}
