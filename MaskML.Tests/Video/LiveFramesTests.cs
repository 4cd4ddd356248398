using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Video.Sources;
using Xunit;

namespace MaskML.Tests.Video;

/// <summary>Tests of live streams from a server on this machine.</summary>
public sealed class LiveFramesTests
{
    private static readonly VideoOptions Options = new() { OpenTimeout = 5, ReadTimeout = 5, Reconnects = 2, ReconnectDelay = 0.01 };

    private readonly List<string> warnings = [];

    [Fact]
    public async Task Slow_reader_gets_the_latest_frames_and_skipped_ones_are_counted()
    {
        using CameraServer server = CameraServer.Motion(5, 60);
        using LiveFrames frames = Open(server, Options with { Reconnects = 0 });
        var numbers = new List<long>();
        foreach (VideoFrame frame in frames.Read(CancellationToken.None))
        {
            numbers.Add(frame.Number);
            frame.Dispose();

            // The next frame is read when another one was dropped in the meantime, or when all have come.
            long skipped = frames.Skipped;
            await Eventually.TrueAsync(
                () => frames.Skipped > skipped || numbers.Count + frames.Skipped >= 59, () => $"{frames.Skipped} skipped");
        }

        Assert.Equal(numbers.Order(), numbers);
        Assert.True(frames.Skipped > 0);
        Assert.Equal(60, numbers.Count + frames.Skipped);
        Assert.Equal(59, numbers[^1]);
    }

    [Fact]
    public async Task Frame_is_exchanged_for_the_latest_after_a_wait_and_counts_as_skipped()
    {
        using CameraServer server = CameraServer.Motion(5, 40);
        using LiveFrames frames = Open(server, Options with { Reconnects = 0 });
        VideoFrame frame = frames.Read(CancellationToken.None).First();
        await Eventually.TrueAsync(() => frames.Skipped == 38, () => $"{frames.Skipped} skipped");
        frame = frames.Latest(frame);
        Assert.Equal((39L, 39L), (frame.Number, frames.Skipped));
        Assert.Same(frame, frames.Latest(frame));
    }

    [Fact]
    public void Lost_stream_is_opened_again_until_all_attempts_have_failed()
    {
        using CameraServer server = CameraServer.Motion(2, 5, 4, 3);
        using LiveFrames frames = Open(server, Options);
        var losses = new List<int>();
        InputException error = Assert.Throws<InputException>(() =>
        {
            foreach (VideoFrame frame in frames.Read(CancellationToken.None))
            {
                losses.Add(frame.Losses);
                frame.Dispose();
            }
        });
        Assert.Contains("after 12 frames", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, frames.Losses);
        Assert.Equal(3, server.Calls);
        Assert.Contains(warnings, warning => warning.Contains("trying again in 0.02 s", StringComparison.Ordinal));
    }

    [Fact]
    public void Silent_stream_counts_as_lost()
    {
        using CameraServer server = CameraServer.Motion(100000, 5);
        using LiveFrames frames = Open(server, Options with { ReadTimeout = 0.2, Reconnects = 1 });
        InputException error = Assert.Throws<InputException>(() => frames.Read(CancellationToken.None).Count());
        Assert.Contains(warnings, warning => warning.Contains("sent nothing for 0.2 s", StringComparison.Ordinal));
        Assert.Contains("not back", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cancellation_ends_the_frames_while_the_stream_is_silent()
    {
        using CameraServer server = CameraServer.Motion(100000, 5);
        using LiveFrames frames = Open(server, Options);
        using var stop = new CancellationTokenSource();
        int count = 0;
        foreach (VideoFrame frame in frames.Read(stop.Token))
        {
            count++;
            stop.CancelAfter(50);
        }

        Assert.Equal(1, count);
    }

    [Theory]
    [InlineData("HTTP/1.0 404 Not Found\r\n\r\n", "404")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "text/html")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: multipart/x-mixed-replace\r\n\r\n", "no boundary")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: 8\r\n\r\nno video", "not a video")]
    [InlineData("nonsense\r\n\r\n", "connection fails")]
    public void Unexpected_response_is_refused_with_a_description(string answer, string message)
    {
        using CameraServer server = CameraServer.Answering(answer, []);
        Assert.Contains(message, Assert.Throws<InputException>(() => Open(server, Options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public void Server_that_never_answers_times_out(string scheme)
    {
        using CameraServer server = CameraServer.Silent();
        VideoAddress address = VideoAddress.TryParse(server.Url.Replace("http", scheme, StringComparison.Ordinal))!;
        InputException error =
            Assert.Throws<InputException>(() => FrameSources.OpenFeed(address, Options with { OpenTimeout = 0.2 }, CancellationToken.None));
        Assert.Contains("does not answer within 0.2 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rtsp_stream_times_out_or_its_error_says_how_to_install_ffmpeg()
    {
        using CameraServer server = CameraServer.Silent();
        VideoAddress address = VideoAddress.TryParse(server.Url.Replace("http", "rtsp", StringComparison.Ordinal))!;
        InputException error =
            Assert.Throws<InputException>(() => FrameSources.OpenFeed(address, Options with { OpenTimeout = 0.5 }, CancellationToken.None));
        Assert.Matches("does not answer within 0.5 s|apt-get install ffmpeg", error.Message);
    }

    [Fact]
    public void Video_file_on_a_server_is_read_as_a_recording()
    {
        using var folder = new TempFolder();
        byte[] bytes = File.ReadAllBytes(Clip.Noise(folder.File("a.mp4"), Enumerable.Repeat(90, 20)));
        string head = FormattableString.Invariant($"HTTP/1.0 200 OK\r\nContent-Type: video/mp4\r\nContent-Length: {bytes.Length}\r\n\r\n");
        using CameraServer server = CameraServer.Answering(head, bytes);
        using IVideoFeed feed = FrameSources.OpenFeed(VideoAddress.TryParse(server.Url)!, Options, CancellationToken.None);
        Assert.False(feed.IsLive);
        using var frames = new RecordedFrames(feed, new VideoOptions());
        Assert.Equal(20, frames.Read(CancellationToken.None).Count());
    }

    private LiveFrames Open(CameraServer server, VideoOptions options)
    {
        VideoAddress address = VideoAddress.TryParse(server.Url)!;
        void Warn(string warning)
        {
            lock (warnings)
            {
                warnings.Add(warning);
            }
        }

        return (LiveFrames)FrameSources.Open(address, options, Warn, TimeProvider.System, CancellationToken.None);
    }
}
