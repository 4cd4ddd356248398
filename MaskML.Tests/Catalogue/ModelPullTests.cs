using System.Security.Cryptography;
using MaskML.Cli.Catalogue;
using MaskML.Predict.Errors;
using MaskML.Predict.Progress;
using MaskML.Tests.Support;
using Xunit;
using static MaskML.Tests.Catalogue.FileServer;

namespace MaskML.Tests.Catalogue;

public sealed class ModelPullTests : IDisposable
{
    private static readonly byte[] File1 = RandomBytes(300_000, 1);

    private readonly TempFolder folder = new();
    private readonly HttpClient http = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly Counter progress = new();

    private string Target => Path.Combine(folder.Path, "m.onnx");

    private string Part => Path.Combine(folder.Path, ".m.onnx.download");

    public void Dispose()
    {
        http.Dispose();
        folder.Dispose();
    }

    [Fact]
    public async Task Download_leaves_the_file_only()
    {
        using var server = new FileServer(File1, new Answer());
        Assert.Equal(Target, await PullAsync(server.Url));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal(File1.Length, progress.Done);
    }

    [Fact]
    public async Task Present_file_is_not_downloaded_again()
    {
        File.WriteAllBytes(Target, File1);
        using var server = new FileServer(File1, new Answer());
        Assert.Equal(Target, await PullAsync(server.Url));
        Assert.Empty(server.Ranges);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Interrupted_download_continues_where_it_ended()
    {
        using var server = new FileServer(File1, new Answer { BreakAfter = 100_000 }, new Answer { BreakAfter = 50_000 }, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal([0, 100_000, 150_000], server.Ranges);
        Assert.Equal(File1.Length, progress.Done);
    }

    [Fact]
    public async Task Silent_server_is_asked_again()
    {
        using var server = new FileServer(File1, new Answer { StallAfter = 0 }, new Answer { StallAfter = 120_000 }, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal(120_000, server.Ranges[^1]);
    }

    [Fact]
    public async Task Server_without_ranges_sends_the_file_again()
    {
        using var server = new FileServer(File1, new Answer { BreakAfter = 100_000 }, new Answer { KnowsRanges = false });
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal(File1.Length, progress.Done);
    }

    [Fact]
    public async Task Response_with_a_wrong_range_is_not_used()
    {
        using var server = new FileServer(File1, new Answer { BreakAfter = 100_000 }, new Answer { From = 90_000 }, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal([0, 100_000, 0], server.Ranges);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(429)]
    [InlineData(408)]
    public async Task Server_error_is_retried(int status)
    {
        using var server = new FileServer(File1, new Answer { Status = status }, new Answer { Status = status }, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(3, server.Ranges.Count);
    }

    [Fact]
    public async Task Download_fails_after_all_attempts_and_the_next_call_continues()
    {
        using (var server = new FileServer(File1, new Answer { BreakAfter = 100_000 }, new Answer { StallAfter = 0 }))
        {
            string message = await FailsAsync(server.Url);
            Assert.Contains("100,000 of 300,000 bytes after 3 attempts: nothing came for 0.2 s", message, StringComparison.Ordinal);
            Assert.Contains("--from URL", message, StringComparison.Ordinal);
            Assert.Equal(100_000, new FileInfo(Part).Length);
        }

        using var better = new FileServer(File1, new Answer());
        await PullAsync(better.Url);
        Assert.Equal([100_000], better.Ranges);
        Assert.Equal(File1, File.ReadAllBytes(Target));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    public async Task Missing_file_is_not_retried(int status)
    {
        using var server = new FileServer(File1, new Answer { Status = status });
        Assert.Contains(FormattableString.Invariant($"answers {status}"), await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task File_of_another_length_is_refused_before_the_download()
    {
        using var server = new FileServer(File1[..130], new Answer());
        Assert.Contains("offers 130 bytes, expected 300,000", await FailsAsync(server.Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_content_length_is_detected()
    {
        using var server = new FileServer(File1[..1000], new Answer { Length = File1.Length });
        Assert.Contains("bytes after 3 attempts", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task Surplus_bytes_are_refused()
    {
        using var server = new FileServer(File1, new Answer { Endless = 1_000_000 });
        Assert.Contains("sends more than the 300,000 bytes", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task Wrong_content_is_not_published_and_the_old_file_stays()
    {
        File.WriteAllText(Target, "earlier");
        using var server = new FileServer(RandomBytes(File1.Length, 2), new Answer());
        Assert.Contains("another SHA-256", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.Equal("earlier", File.ReadAllText(Target));
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task Wrong_part_of_an_earlier_download_is_discarded()
    {
        File.WriteAllBytes(Part, new byte[1000]);
        using var server = new FileServer(File1, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal([1000, 0], server.Ranges);
    }

    [Fact]
    public async Task Next_source_is_tried_when_one_fails()
    {
        using var gone = new FileServer(File1, new Answer { Status = 404 });
        using var there = new FileServer(File1, new Answer());
        await PullAsync(gone.Url, there.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Unreachable_server_is_an_input_error()
    {
        Uri url;
        using (var server = new FileServer(File1, new Answer()))
        {
            url = server.Url;
        }

        Assert.Contains("0 of 300,000 bytes after 3 attempts", await FailsAsync(url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_download_is_refused()
    {
        using var held = new FileStream(Part, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var server = new FileServer(File1, new Answer());
        Assert.Contains("under way", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.Empty(server.Ranges);
    }

    [Fact]
    public async Task Cancelled_download_keeps_the_received_part()
    {
        using var server = new FileServer(File1, new Answer { StallAfter = 100_000 });
        using var stop = new CancellationTokenSource();
        Task<string> pull =
            Pull(new DownloadOptions { Timeout = TimeSpan.FromMinutes(1) }).RunAsync(Model(), [server.Url], folder.Path, stop.Token);
        await Eventually.TrueAsync(() => progress.Done >= 100_000, () => $"{progress.Done} bytes");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pull);
        Assert.Equal(100_000, new FileInfo(Part).Length);
    }

    private static byte[] RandomBytes(int count, int seed)
    {
        byte[] bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static KnownModel Model() => new("m", "m.onnx", "a model", "MIT", "")
    {
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(File1)),
        Bytes = File1.Length,
    };

    private ModelPull Pull(DownloadOptions options) => new(http, options, progress);

    private Task<string> PullAsync(params Uri[] sources) =>
        Pull(new DownloadOptions { Attempts = 3, Timeout = TimeSpan.FromSeconds(0.2), BackOff = TimeSpan.FromMilliseconds(1) })
            .RunAsync(Model(), sources, folder.Path, CancellationToken.None);

    private async Task<string> FailsAsync(Uri source) => (await Assert.ThrowsAsync<InputException>(() => PullAsync(source))).Message;

    private sealed class Counter : IProgressReporter, IProgressPhase
    {
        private long done;

        public long Done => Interlocked.Read(ref done);

        public IProgressPhase Begin(string name, long total)
        {
            Interlocked.Exchange(ref done, 0);
            return this;
        }

        public void Advance(long steps = 1) => Interlocked.Add(ref done, steps);

        public void Dispose()
        {
        }
    }
}
