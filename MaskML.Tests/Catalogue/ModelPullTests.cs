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
    public async Task A_file_is_downloaded_whole_and_nothing_else_is_left()
    {
        using var server = new FileServer(File1, new Answer());
        Assert.Equal(Target, await PullAsync(server.Url));
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal(File1.Length, progress.Done);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_downloaded_again()
    {
        File.WriteAllBytes(Target, File1);
        using var server = new FileServer(File1, new Answer());
        Assert.Equal(Target, await PullAsync(server.Url));
        Assert.Empty(server.Ranges);
        Assert.Equal([Target], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_download_that_breaks_off_goes_on_where_it_ended()
    {
        using var server = new FileServer(File1, new Answer { BreakAfter = 100_000 }, new Answer { BreakAfter = 50_000 }, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal([0, 100_000, 150_000], server.Ranges);
        Assert.Equal(File1.Length, progress.Done);
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_asked_again()
    {
        using var server = new FileServer(File1, new Answer { StallAfter = 0 }, new Answer { StallAfter = 120_000 }, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal(120_000, server.Ranges[^1]);
    }

    [Fact]
    public async Task A_server_that_knows_no_ranges_gives_it_anew()
    {
        using var server = new FileServer(File1, new Answer { BreakAfter = 100_000 }, new Answer { KnowsRanges = false });
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal(File1.Length, progress.Done);
    }

    [Fact]
    public async Task A_server_that_goes_on_at_another_place_is_not_believed()
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
    public async Task A_server_in_trouble_is_asked_again(int status)
    {
        using var server = new FileServer(File1, new Answer { Status = status }, new Answer { Status = status }, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(3, server.Ranges.Count);
    }

    [Fact]
    public async Task Patience_ends_and_the_next_call_goes_on()
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
    public async Task A_file_that_is_not_there_is_not_asked_for_again(int status)
    {
        using var server = new FileServer(File1, new Answer { Status = status });
        Assert.Contains(FormattableString.Invariant($"answers {status}"), await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.Single(server.Ranges);
    }

    [Fact]
    public async Task A_file_of_another_length_is_refused_before_it_is_downloaded()
    {
        using var server = new FileServer(File1[..130], new Answer());
        Assert.Contains("offers 130 bytes, expected 300,000", await FailsAsync(server.Url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_length_that_is_a_lie_is_found_out()
    {
        using var server = new FileServer(File1[..1000], new Answer { Length = File1.Length });
        Assert.Contains("bytes after 3 attempts", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task More_than_the_file_has_is_cut_off()
    {
        using var server = new FileServer(File1, new Answer { Endless = 1_000_000 });
        Assert.Contains("sends more than the 300,000 bytes", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task Another_content_is_never_published_and_an_earlier_file_stays()
    {
        File.WriteAllText(Target, "earlier");
        using var server = new FileServer(RandomBytes(File1.Length, 2), new Answer());
        Assert.Contains("another SHA-256", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.Equal("earlier", File.ReadAllText(Target));
        Assert.False(File.Exists(Part));
    }

    [Fact]
    public async Task A_wrong_beginning_of_an_earlier_download_is_thrown_away()
    {
        File.WriteAllBytes(Part, new byte[1000]);
        using var server = new FileServer(File1, new Answer());
        await PullAsync(server.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
        Assert.Equal([1000, 0], server.Ranges);
    }

    [Fact]
    public async Task The_next_source_is_tried_when_one_fails()
    {
        using var gone = new FileServer(File1, new Answer { Status = 404 });
        using var there = new FileServer(File1, new Answer());
        await PullAsync(gone.Url, there.Url);
        Assert.Equal(File1, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_input_error()
    {
        Uri url;
        using (var server = new FileServer(File1, new Answer()))
        {
            url = server.Url;
        }

        Assert.Contains("0 of 300,000 bytes after 3 attempts", await FailsAsync(url), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_download_at_the_same_time_is_refused()
    {
        using var held = new FileStream(Part, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        using var server = new FileServer(File1, new Answer());
        Assert.Contains("under way", await FailsAsync(server.Url), StringComparison.Ordinal);
        Assert.Empty(server.Ranges);
    }

    [Fact]
    public async Task Stopped_it_stops_and_keeps_what_it_has()
    {
        using var server = new FileServer(File1, new Answer { StallAfter = 100_000 });
        using var stop = new CancellationTokenSource();
        Task<string> pull = Pull(new DownloadOptions { Patience = TimeSpan.FromMinutes(1) }).RunAsync(Model(), [server.Url], folder.Path, stop.Token);
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
        Pull(new DownloadOptions { Attempts = 3, Patience = TimeSpan.FromSeconds(0.2), BackOff = TimeSpan.FromMilliseconds(1) })
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
