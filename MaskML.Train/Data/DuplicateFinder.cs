using System.Collections.Concurrent;
using System.Numerics;
using MaskML.Train.Caching;

namespace MaskML.Train.Data;

/// <summary>
/// Groups byte-identical and near-duplicate images: copies that were compressed again, resized, or cropped by a few percent. Perceptual
/// hashes give the candidates; a pair is joined if the aligned thumbnails also agree in their fine structure.
/// </summary>
internal static class DuplicateFinder
{
    // Measured: recompressed, resized and cropped copies of 400 images differ in at most 6 of 64 bits (98 % in at most 5).
    public const int Radius = 7;

    // Measured: planted copies reach at least 0.96 and 0.90; no two different pictures of 15,000 aligned faces exceed 0.80 in detail.
    private const double MinCorrelation = 0.94;
    private const double MinDetail = 0.82;

    /// <summary>Images that are looked up together: enough to share the reading of the index, few enough for memory.</summary>
    private const int BlockSize = 1 << 16;

    /// <summary>Groups the usable images of an inspection and releases their fingerprints, which nothing else needs.</summary>
    /// <param name="inspection">The inspection.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>For each file the index of the first file of its group.</returns>
    public static int[] Find(Inspection inspection, CancellationToken cancellationToken)
    {
        IReadOnlyList<InspectedFile> files = inspection.Files;
        int[] groups = Find(
            new MadeList<ReadOnlyMemory<byte>>(files.Count, i => files[i].ContentHash), inspection.Fingerprints, cancellationToken);
        inspection.Fingerprints = [];
        return groups;
    }

    /// <summary>Groups images.</summary>
    /// <param name="contents">Content hash of each image.</param>
    /// <param name="prints">Fingerprint of each image.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>For each image the index of the first image of its group; its own index if no earlier image is a duplicate.</returns>
    public static int[] Find(
        IReadOnlyList<ReadOnlyMemory<byte>> contents, Fingerprint[] prints, CancellationToken cancellationToken = default)
    {
        var sets = new DisjointSets(contents.Count);
        int[] distinct = JoinIdentical(contents, prints, sets);
        Search(prints, distinct, () => new Verifier(prints, sets).Join, cancellationToken);
        return [.. Enumerable.Range(0, contents.Count).Select(sets.Find)];
    }

    /// <summary>
    /// Finds the pairs where the hash of one fingerprint is close to that of a crop of the other. Only the hashes of whole pictures are
    /// indexed; those of the crops are looked up in them.
    /// </summary>
    /// <param name="prints">The fingerprints.</param>
    /// <param name="distinct">The indices of those to search.</param>
    /// <param name="verifier">Called on each thread; what it returns receives that thread's pairs.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>Number of pairs of hashes that were compared.</returns>
    public static long Search(
        Fingerprint[] prints, int[] distinct, Func<Action<Candidate>> verifier, CancellationToken cancellationToken)
    {
        int regions = Region.Crops.Count;
        ulong[] hashes = new ulong[distinct.Length * regions];
        ulong[] wholes = new ulong[distinct.Length];
        var options = new ParallelOptions { CancellationToken = cancellationToken };
        Parallel.For(0, distinct.Length, options, i =>
        {
            prints[distinct[i]].Hashes().CopyTo(hashes, i * regions);
            wholes[i] = hashes[i * regions];
        });
        var index = new HashIndex(wholes, Radius);
        long compared = 0;
        int size = Math.Clamp(distinct.Length / Environment.ProcessorCount, 1, BlockSize);
        Parallel.ForEach(Partitioner.Create(0, Math.Max(1, distinct.Length), size), options, verifier, (range, _, verify) =>
        {
            (int first, int end) = (range.Item1, Math.Min(range.Item2, distinct.Length));
            long own = index.Find(hashes[(first * regions)..(end * regions)], (query, copy) =>
            {
                (int original, int region) = (first + (query / regions), query % regions);
                if (copy != original && region == Closest(hashes.AsSpan(original * regions, regions), wholes[copy]))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    verify(new Candidate(distinct[copy], distinct[original], region));
                }
            });
            Interlocked.Add(ref compared, own);
            return verify;
        }, _ => { });
        return compared;
    }

    /// <summary>The first of the crops with the closest hash.</summary>
    private static int Closest(ReadOnlySpan<ulong> crops, ulong hash)
    {
        (int distance, int region) = (int.MaxValue, 0);
        for (int i = 0; i < crops.Length; i++)
        {
            int own = BitOperations.PopCount(crops[i] ^ hash);
            (distance, region) = own < distance ? (own, i) : (distance, region);
        }

        return region;
    }

    /// <summary>Joins images with equal bytes.</summary>
    /// <returns>The first image of each content that has structure to compare.</returns>
    private static int[] JoinIdentical(IReadOnlyList<ReadOnlyMemory<byte>> contents, Fingerprint[] prints, DisjointSets sets)
    {
        var first = new Dictionary<CacheKey, int>(contents.Count);
        var distinct = new List<int>();
        for (int i = 0; i < contents.Count; i++)
        {
            var content = CacheKey.From(contents[i].Span);
            if (!first.TryAdd(content, i))
            {
                sets.Join(first[content], i);
            }
            else if (!prints[i].IsFlat)
            {
                distinct.Add(i);
            }
        }

        return [.. distinct];
    }

    /// <summary>A pair to verify.</summary>
    /// <param name="Copy">The picture that may be a crop.</param>
    /// <param name="Original">The picture that may be cropped.</param>
    /// <param name="Region">The crop whose hash is closest; an index into <see cref="Data.Region.Crops"/>.</param>
    internal readonly record struct Candidate(int Copy, int Original, int Region);

    /// <summary>
    /// Joins the pairs of one thread that are copies of one another. A pair that others have joined already is not aligned: of many copies
    /// of one picture most pairs are such. Each pair is judged on its own, so that the sets do not depend on the order of the pairs.
    /// </summary>
    internal sealed class Verifier(Fingerprint[] prints, DisjointSets sets)
    {
        private readonly Alignment alignment = new();

        /// <summary>Number of pairs that were aligned.</summary>
        public int Aligned { get; private set; }

        /// <summary>Joins a pair if it is one of copies.</summary>
        public void Join(Candidate candidate)
        {
            (int a, int b) = (candidate.Copy, candidate.Original);
            lock (sets)
            {
                if (sets.Find(a) == sets.Find(b))
                {
                    return;
                }
            }

            Aligned++;
            alignment.Align(prints[a].Thumbnail, prints[b].Thumbnail, Region.Crops[candidate.Region]);
            if (alignment.Correlation >= MinCorrelation && alignment.Detail >= MinDetail)
            {
                lock (sets)
                {
                    sets.Join(a, b);
                }
            }
        }
    }
}
