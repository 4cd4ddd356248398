using System.Security.Cryptography;
using FsCheck.Xunit;
using MaskML.Tests.Support;
using MaskML.Train.Caching;
using Xunit;

namespace MaskML.Tests.Caching;

public sealed class ContentCacheTests : IDisposable
{
    private const int Size = 40;
    private readonly TempFolder folder = new();

    private string Root => Path.Combine(folder.Path, "cache");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Added_entries_are_found_by_the_next_run()
    {
        Fill(0, 100);
        using var cache = new ContentCache(Root, Size);
        Assert.All(Enumerable.Range(0, 100), i => Assert.True(Holds(cache, i)));
        Assert.False(Holds(cache, 100));
        Assert.Equal(100, cache.Hits);
        Assert.Single(Segments());
    }

    [Fact]
    public void Added_entries_are_found_before_they_are_written()
    {
        using var cache = new ContentCache(Root, Size);
        Add(cache, 1);
        Assert.True(Holds(cache, 1));
        Assert.False(Directory.Exists(Root));
    }

    [Fact]
    public void Instances_that_share_a_folder_lose_nothing()
    {
        using (var one = new ContentCache(Root, Size))
        using (var other = new ContentCache(Root, Size))
        {
            // Half of what each adds is added by the other too.
            Parallel.Invoke(
                () => AddInParallel(one, 0, 3000),
                () => AddInParallel(other, 1500, 4500));
        }

        using var both = new ContentCache(Root, Size);
        Assert.All(Enumerable.Range(0, 4500), i => Assert.True(Holds(both, i)));
    }

    [Fact]
    public void Cache_without_a_folder_leaves_nothing()
    {
        using var cache = new ContentCache(null, Size);
        Add(cache, 1);
        cache.Flush();
        Assert.True(Holds(cache, 1));
        Assert.Null(cache.WriteFault);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void Unwritable_folder_is_reported_and_the_cache_works_in_memory()
    {
        File.WriteAllText(Root, "a file in the folder's place");
        using var cache = new ContentCache(Root, Size);
        Add(cache, 1);
        cache.Flush();
        Assert.NotNull(cache.WriteFault);
        Add(cache, 2);
        cache.Flush();
        Assert.True(Holds(cache, 1) && Holds(cache, 2));
    }

    [Property(MaxTest = 40)]
    public void Entry_with_a_flipped_bit_is_not_found(int seed)
    {
        Fill(0, 20);
        string segment = Segments().Single();
        byte[] bytes = File.ReadAllBytes(segment);
        var random = new Random(seed);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        File.WriteAllBytes(segment, bytes);
        using (var cache = new ContentCache(Root, Size))
        {
            // A header or the keys damaged: all is gone. A record damaged: that one. Never a wrong payload.
            int found = Enumerable.Range(0, 20).Count(i => Holds(cache, i));
            Assert.True(found is 0 or 19, $"{found} of 20 entries were found");
        }

        File.Delete(segment);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(48)]
    [InlineData(500)]
    [InlineData(-1)]
    public void Truncated_segment_is_ignored(int length)
    {
        Fill(0, 20);
        string segment = Segments().Single();
        byte[] bytes = File.ReadAllBytes(segment);
        File.WriteAllBytes(segment, length < 0 ? bytes[..^1] : bytes[..length]);
        using var cache = new ContentCache(Root, Size);
        Assert.DoesNotContain(Enumerable.Range(0, 20), i => Holds(cache, i));
    }

    [Fact]
    public void Swapped_records_are_not_found()
    {
        Fill(0, 2);
        string segment = Segments().Single();
        byte[] bytes = File.ReadAllBytes(segment);
        int record = Size + 8;
        byte[] swapped = [.. bytes[..^(2 * record)], .. bytes[^record..], .. bytes[^(2 * record)..^record]];
        File.WriteAllBytes(segment, swapped);
        using var cache = new ContentCache(Root, Size);
        Assert.False(Holds(cache, 0) || Holds(cache, 1));
    }

    [Fact]
    public void Damaged_entry_is_repaired_by_the_next_run()
    {
        Fill(0, 20);
        string segment = Segments().Single();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[^1] ^= 1;
        File.WriteAllBytes(segment, bytes);
        Fill(0, 20);
        using var cache = new ContentCache(Root, Size);
        Assert.All(Enumerable.Range(0, 20), i => Assert.True(Holds(cache, i)));
    }

    [Fact]
    public void Entry_repaired_within_a_millisecond_is_found()
    {
        Fill(0, 1);
        for (int round = 0; round < 100; round++)
        {
            string newest = Segments().Order(StringComparer.Ordinal).Last();
            byte[] bytes = File.ReadAllBytes(newest);
            bytes[^1] ^= 1;
            File.WriteAllBytes(newest, bytes);
            Fill(0, 1);
            using var cache = new ContentCache(Root, Size);
            Assert.True(Holds(cache, 0));
        }
    }

    [Fact]
    public void Incomplete_files_of_killed_processes_only_are_deleted()
    {
        Fill(0, 1);
        string dead = Path.Combine(Root, ".dead.seg.0.tmp");
        File.WriteAllText(dead, "half");
        string living = Path.Combine(Root, ".living.seg.0.tmp");
        using (new FileStream(living, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
        {
            new ContentCache(Root, Size).Dispose();
            Assert.False(File.Exists(dead));
            Assert.True(File.Exists(living));
        }
    }

    [Fact]
    public void Segments_of_another_payload_size_are_ignored()
    {
        Fill(0, 5);
        using var other = new ContentCache(Root, Size + 4);
        Assert.False(other.TryGet(Key(0), new byte[Size + 4]));
        Assert.Single(Segments());
    }

    [Fact]
    public void Wrong_payload_size_throws()
    {
        using var cache = new ContentCache(null, Size);
        Assert.Throws<ArgumentException>(() => cache.Add(Key(0), new byte[Size - 1]));
        Assert.Throws<ArgumentException>(() => cache.TryGet(Key(0), new byte[Size + 1]));
        Assert.Throws<ArgumentException>(() => cache.Add(new byte[31], new byte[Size]));
    }

    [Fact]
    public void Entries_are_written_during_a_long_run()
    {
        using var cache = new ContentCache(Root, 1 << 20);
        for (int i = 0; i < 9; i++)
        {
            cache.Add(Key(i), new byte[1 << 20]);
        }

        // Four and four megabytes are safe from a kill, the last one is not yet.
        Assert.Equal(2, Segments().Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Written_entries_are_not_held_in_memory(bool hasFolder)
    {
        using var cache = new ContentCache(hasFolder ? Root : null, Size);
        Add(cache, 1);
        cache.Flush();
        Assert.True(Holds(cache, 1));
        File.WriteAllText(Directory.GetFiles(cache.Folder, "*.seg").Single(), "");
        Assert.False(Holds(cache, 1));
    }

    [Fact]
    public void Entries_of_earlier_runs_are_told_from_those_of_this_one()
    {
        Fill(0, 3);
        using var cache = new ContentCache(Root, Size);
        Add(cache, 4);
        Assert.True(Holds(cache, 0) && Holds(cache, 1) && Holds(cache, 4));
        cache.Flush();
        Assert.True(Holds(cache, 4));
        Assert.Equal((4, 2), (cache.Hits, cache.EarlierHits));
    }

    internal static byte[] Key(int i) => SHA256.HashData(BitConverter.GetBytes(i));

    private static byte[] Payload(int i) => [.. Enumerable.Range(0, Size).Select(j => (byte)(i + (j * (i + 3))))];

    private static void Add(ContentCache cache, int i) => cache.Add(Key(i), Payload(i));

    private static void AddInParallel(ContentCache cache, int from, int to)
    {
        Parallel.For(from, to, i =>
        {
            Add(cache, i);
            if (i % 500 == 0)
            {
                cache.Flush();
            }

            Assert.True(Holds(cache, i));
        });
    }

    /// <summary>Whether the cache finds an entry; it must then be the right one.</summary>
    private static bool Holds(ContentCache cache, int i)
    {
        byte[] payload = new byte[Size];
        bool found = cache.TryGet(Key(i), payload);
        Assert.True(!found || payload.SequenceEqual(Payload(i)));
        return found;
    }

    private void Fill(int from, int to)
    {
        using var cache = new ContentCache(Root, Size);
        for (int i = from; i < to; i++)
        {
            if (!Holds(cache, i))
            {
                Add(cache, i);
            }
        }
    }

    private List<string> Segments() => Directory.Exists(Root) ? [.. Directory.EnumerateFiles(Root, "*.seg")] : [];
}
