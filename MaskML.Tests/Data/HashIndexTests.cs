using System.Numerics;
using FsCheck.Xunit;
using MaskML.Train.Data;
using OpenCvSharp;
using OpenCvSharp.ImgHash;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class HashIndexTests
{
    [Property(MaxTest = 60)]
    public bool Index_finds_the_same_hashes_as_comparing_all_pairs(int seed, byte size)
    {
        var random = new Random(seed);
        foreach (int radius in new[] { 0, 3, DuplicateFinder.Radius, 11 })
        {
            ulong[] hashes = [.. Enumerable.Range(0, size + 1).Select(_ => (ulong)random.NextInt64())];
            ulong query = Flip(hashes[0], random.Next(radius + 3));
            for (int i = 1; i < hashes.Length; i += 2)
            {
                hashes[i] = Flip(query, random.Next(radius + 3));
            }

            ulong[] queries = [query, Flip(query, 2), hashes[^1], (ulong)random.NextInt64()];
            var found = new List<(int, int)>();
            new HashIndex(hashes, radius).Find(queries, (asked, hash) => found.Add((asked, hash)));
            found.Sort();
            (int, int)[] naive = [.. Enumerable.Range(0, queries.Length).SelectMany(asked => Enumerable.Range(0, hashes.Length)
                .Where(hash => BitOperations.PopCount(hashes[hash] ^ queries[asked]) <= radius).Select(hash => (asked, hash)))];
            if (!found.SequenceEqual(naive))
            {
                return false;
            }
        }

        return true;

        ulong Flip(ulong hash, int bits)
        {
            for (int i = 0; i < bits; i++)
            {
                hash ^= 1UL << random.Next(64);
            }

            return hash;
        }
    }

    [Fact]
    public void Search_compares_a_hundredth_of_all_pairs_of_hashes()
    {
        const int Count = 3000;
        var random = new Random(1);
        byte[] noise = new byte[Fingerprint.Bytes];
        Fingerprint[] prints = [.. Enumerable.Range(0, Count).Select(_ =>
        {
            random.NextBytes(noise);
            return new Fingerprint(noise);
        })];

        long compared = DuplicateFinder.Search(prints, [.. Enumerable.Range(0, Count)], () => _ => { }, CancellationToken.None);

        Assert.InRange(compared, 1, (long)Count * Count * Region.Crops.Count / 100);
    }

    [Fact]
    public void Hash_of_the_whole_picture_equals_that_of_OpenCV()
    {
        using PHash phash = PHash.Create();
        for (int seed = 0; seed < 100; seed++)
        {
            using Mat picture = DataFixture.Draw(seed);
            Fingerprint print = Fingerprint.Of(picture);
            using Mat thumbnail = Mat.FromPixelData(Fingerprint.Side, Fingerprint.Side, MatType.CV_8UC1, print.Thumbnail.ToArray());
            using var bits = new Mat();
            phash.Compute(thumbnail, bits);

            ulong expected = (ulong)System.Runtime.InteropServices.Marshal.ReadInt64(bits.Data);

            Assert.True(BitOperations.PopCount(expected ^ print.Hashes()[0]) <= 1, $"{seed}: {expected:x16}, {print.Hashes()[0]:x16}");
        }
    }

    [Fact]
    public void Hash_of_a_region_is_close_to_that_of_the_cropped_picture()
    {
        for (int seed = 0; seed < 50; seed++)
        {
            using Mat picture = DataFixture.Draw(seed, 200, 200);
            ulong[] hashes = Fingerprint.Of(picture).Hashes();
            for (int i = 0; i < Region.Crops.Count; i++)
            {
                Region r = Region.Crops[i];
                using var crop = new Mat(
                    picture, Rect.FromLTRB((int)(200 * r.Left), (int)(200 * r.Top), (int)(200 * r.Right), (int)(200 * r.Bottom)));
                Assert.InRange(BitOperations.PopCount(Fingerprint.Of(crop).Hashes()[0] ^ hashes[i]), 0, 6);
            }
        }
    }
}
