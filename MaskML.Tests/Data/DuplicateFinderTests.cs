using System.Collections.Concurrent;
using System.Numerics;
using System.Security.Cryptography;
using FsCheck.Xunit;
using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class DuplicateFinderTests
{
    private static readonly Dictionary<string, Func<Mat, Mat>> Copies = new(StringComparer.Ordinal)
    {
        ["jpeg 40"] = m => ImageDecoder.Decode(DataFixture.Encode(m, ".jpg", new ImageEncodingParam(ImwriteFlags.JpegQuality, 40))),
        ["resized to 90 %"] = m =>
        {
            var small = new Mat();
            Cv2.Resize(m, small, new Size(0, 0), 0.9, 0.9, InterpolationFlags.Area);
            return small;
        },
        ["5 % off the left"] = m => Crop(m, 0.05, 0, 0, 0),
        ["5 % off the top"] = m => Crop(m, 0, 0.05, 0, 0),
        ["5 % off the right"] = m => Crop(m, 0, 0, 0.05, 0),
        ["5 % off the bottom"] = m => Crop(m, 0, 0, 0, 0.05),
        ["5 % off each side"] = m => Crop(m, 0.05, 0.05, 0.05, 0.05),
        ["2.5 % off each side"] = m => Crop(m, 0.025, 0.025, 0.025, 0.025),
        ["5 % off a corner"] = m => Crop(m, 0.05, 0.05, 0, 0),
        ["3 % off the left"] = m => Crop(m, 0.03, 0, 0, 0),
    };

    public static TheoryData<string> Kinds => [.. Copies.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Copies_of_drawn_pictures_are_joined_and_nothing_else(string kind)
    {
        AssertFound([.. Enumerable.Range(0, 60).Select(seed => DataFixture.Draw(seed, 128, 128))], kind);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    [Trait("Kind", "real-data")]
    public void Copies_of_faces_are_joined_and_nothing_else(string kind)
    {
        string faces = SharedData.Need("data/face-mask-12k");
        string[] paths =
        [
            .. Directory.GetDirectories(Path.Combine(faces, "Train")).Order(StringComparer.Ordinal).SelectMany(label =>
                Directory.GetFiles(label).Order(StringComparer.Ordinal).Where((_, i) => i % 100 == 7)),
        ];
        Mat[] originals = [.. paths.Select(p => ImageDecoder.Read(p))];
        AssertFound(originals, kind);
    }

    [Fact]
    public void Groups_do_not_depend_on_the_order_of_images()
    {
        var images = new List<(ReadOnlyMemory<byte>, Fingerprint)>();
        for (int seed = 0; seed < 40; seed++)
        {
            using Mat picture = DataFixture.Draw(seed / 2, 128, 128);
            using Mat copy = seed % 2 == 0 ? picture.Clone() : Copies["jpeg 40"](picture);
            images.Add(Item(copy));
        }

        int[] forwards = Find(images);
        images.Reverse();
        int[] backwards = [.. Find(images).Reverse()];

        Assert.Equal(20, forwards.Distinct().Count());
        for (int i = 0; i < images.Count; i++)
        {
            for (int j = 0; j < images.Count; j++)
            {
                Assert.Equal(forwards[i] == forwards[j], backwards[i] == backwards[j]);
            }
        }
    }

    [Property(MaxTest = 20)]
    public void Search_finds_the_pairs_and_crops_that_comparing_all_pairs_finds(int seed)
    {
        var random = new Random(seed);
        byte[] noise = new byte[Fingerprint.Bytes];
        random.NextBytes(noise);
        Fingerprint[] prints = [.. Enumerable.Range(0, 40).Select(_ =>
        {
            random.NextBytes(noise.AsSpan(random.Next(noise.Length / 2), noise.Length / 8));
            return new Fingerprint(noise);
        })];
        int[] searched = [.. Enumerable.Range(0, prints.Length).Where(i => i % 5 > 0)];

        var found = new ConcurrentBag<DuplicateFinder.Candidate>();
        DuplicateFinder.Search(prints, searched, () => found.Add, CancellationToken.None);

        IEnumerable<DuplicateFinder.Candidate> naive =
            from original in searched
            from copy in searched
            where copy != original
            let whole = prints[copy].Hashes()[0]
            let closest = prints[original].Hashes().Select((hash, region) => (Distance: BitOperations.PopCount(hash ^ whole), region)).Min()
            where closest.Distance <= DuplicateFinder.Radius
            select new DuplicateFinder.Candidate(copy, original, closest.region);
        Assert.Equal(naive.OrderBy(pair => (pair.Original, pair.Copy)), found.OrderBy(pair => (pair.Original, pair.Copy)));
    }

    [Fact]
    public void Copies_that_are_joined_already_are_not_aligned_again()
    {
        using Mat picture = DataFixture.Draw(1, 128, 128);
        Fingerprint[] prints = [.. Enumerable.Range(0, 60).Select(_ => Fingerprint.Of(picture))];
        int pairs = 0;
        int[] all = [.. Enumerable.Range(0, prints.Length)];
        DuplicateFinder.Search(prints, all, () => _ => Interlocked.Increment(ref pairs), CancellationToken.None);
        Assert.Equal(60 * 59, pairs);

        var sets = new DisjointSets(prints.Length);
        var verifier = new DuplicateFinder.Verifier(prints, sets);
        for (int i = 1; i < prints.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                verifier.Join(new DuplicateFinder.Candidate(i, j, 0));
            }
        }

        Assert.Equal(59, verifier.Aligned);
    }

    [Fact]
    public void Blank_pictures_are_joined_only_if_their_bytes_are_equal()
    {
        using var black = new Mat(32, 32, MatType.CV_8UC3, Scalar.All(0));
        using var grey = new Mat(32, 32, MatType.CV_8UC3, Scalar.All(90));

        Assert.Equal([0, 1, 0], Find([Item(black), Item(grey), Item(black)]));
    }

    [Fact]
    public void Empty_list_of_images_has_no_groups() => Assert.Empty(Find([]));

    [Fact]
    public void Search_for_duplicates_can_be_cancelled()
    {
        using Mat picture = DataFixture.Draw(1);
        Assert.ThrowsAny<OperationCanceledException>(() => Find([Item(picture)], new CancellationToken(true)));
    }

    private static void AssertFound(Mat[] originals, string kind)
    {
        var images = originals.Select(Item).ToList();
        int[] before = Find(images);
        foreach (Mat original in originals)
        {
            using Mat copy = Copies[kind](original);
            images.Add(Item(copy));
        }

        int n = originals.Length;
        int[] after = Find(images);
        int found = Enumerable.Range(0, n).Count(i => after[i] == after[n + i]);
        int strangers = 0;
        for (int i = 0; i < 2 * n; i++)
        {
            for (int j = 0; j < i; j++)
            {
                strangers += i % n != j % n && before[i % n] != before[j % n] && after[i] == after[j] ? 1 : 0;
            }
        }

        foreach (Mat original in originals)
        {
            original.Dispose();
        }

        Assert.True(found >= 0.95 * n, $"{kind}: {found} of {n} copies found");
        Assert.Equal(0, strangers);
    }

    private static int[] Find(
        IReadOnlyList<(ReadOnlyMemory<byte> ContentHash, Fingerprint Fingerprint)> images, CancellationToken cancellationToken = default) =>
        DuplicateFinder.Find(
            [.. images.Select(image => image.ContentHash)], [.. images.Select(image => image.Fingerprint)], cancellationToken);

    private static (ReadOnlyMemory<byte> ContentHash, Fingerprint Fingerprint) Item(Mat picture) =>
        (SHA256.HashData(DataFixture.Encode(picture)), Fingerprint.Of(picture));

    private static Mat Crop(Mat picture, double left, double top, double right, double bottom)
    {
        var box = Rect.FromLTRB(
            (int)Math.Round(left * picture.Width),
            (int)Math.Round(top * picture.Height),
            (int)Math.Round((1 - right) * picture.Width),
            (int)Math.Round((1 - bottom) * picture.Height));
        using var view = new Mat(picture, box);
        return view.Clone();
    }
}
