using MaskML.Tests.Support;
using MaskML.Train.Caching;
using Xunit;

namespace MaskML.Tests.Caching;

public sealed class CacheFolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Cache_folder_is_the_users_the_configured_one_or_none()
    {
        Assert.EndsWith(Path.Combine("maskml", "features"), CacheFolder.Of(new CacheOptions()), StringComparison.Ordinal);
        Assert.Equal("x", CacheFolder.Of(new CacheOptions { Directory = "x" }));
        Assert.Null(CacheFolder.Of(new CacheOptions { Directory = "" }));
    }

    [Fact]
    public void Least_recently_used_files_are_deleted_until_the_limit_holds()
    {
        for (int i = 0; i < 6; i++)
        {
            Segment($"backbone-{i % 2}/{i}.seg", 1000, daysAgo: i);
        }

        CacheFolder.Trim(folder.Path, 3500);
        Assert.Equal(["0.seg", "1.seg", "2.seg"], Names());
        CacheFolder.Trim(folder.Path, 3500);
        Assert.Equal(3, Names().Count);
    }

    [Fact]
    public void Other_files_are_not_deleted()
    {
        File.WriteAllText(folder.File("notes.txt"), new string('x', 10_000));
        CacheFolder.Trim(folder.Path, 1);
        Assert.True(File.Exists(folder.File("notes.txt")));
    }

    [Fact]
    public void Missing_folder_is_within_the_limit() => CacheFolder.Trim(Path.Combine(folder.Path, "nowhere"), 1);

    [Fact]
    public void Used_entries_outlive_unused_ones()
    {
        foreach (string name in new[] { "used", "idle" })
        {
            using var cache = new ContentCache(Path.Combine(folder.Path, name), 100);
            cache.Add(ContentCacheTests.Key(1), new byte[100]);
        }

        foreach (string segment in Directory.EnumerateFiles(folder.Path, "*.seg", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(segment, DateTime.UtcNow.AddDays(-1));
        }

        using (var used = new ContentCache(Path.Combine(folder.Path, "used"), 100))
        using (new ContentCache(Path.Combine(folder.Path, "idle"), 100))
        {
            Assert.True(used.TryGet(ContentCacheTests.Key(1), new byte[100]));
        }

        CacheFolder.Trim(folder.Path, 200);
        Assert.Equal(
            "used",
            Path.GetFileName(Path.GetDirectoryName(Directory.EnumerateFiles(folder.Path, "*.seg", SearchOption.AllDirectories).Single())));
    }

    [Fact]
    public void Cache_trimmed_while_open_stays_readable_or_empty()
    {
        string path = Path.Combine(folder.Path, "features");
        using (var writer = new ContentCache(path, 100))
        {
            writer.Add(ContentCacheTests.Key(1), [.. Enumerable.Repeat((byte)7, 100)]);
        }

        using var reader = new ContentCache(path, 100);
        CacheFolder.Trim(folder.Path, 1);
        byte[] payload = new byte[100];
        Assert.True(!reader.TryGet(ContentCacheTests.Key(1), payload) || payload.All(b => b == 7));
        using var next = new ContentCache(path, 100);
        Assert.False(next.TryGet(ContentCacheTests.Key(1), payload));
    }

    private void Segment(string name, int bytes, int daysAgo)
    {
        string path = folder.File(name);
        File.WriteAllBytes(path, new byte[bytes]);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-daysAgo));
    }

    private List<string> Names() =>
    [
        .. Directory.EnumerateFiles(folder.Path, "*.seg", SearchOption.AllDirectories)
            .Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal),
    ];
}
