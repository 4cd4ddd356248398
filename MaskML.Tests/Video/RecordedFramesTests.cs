using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Video.Sources;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class RecordedFramesTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a.mp4", "mp4v")]
    [InlineData("a.avi", "MJPG")]
    [InlineData("a.mkv", "mp4v")]
    public void Frames_are_read_once_in_order_with_their_times(string name, string codec)
    {
        string path = Clip.Noise(folder.File(name), Enumerable.Range(0, 40).Select(i => 50 + (4 * i)), codec);
        using CaptureFeed feed = CaptureFeed.OpenFile(path);
        using var frames = new RecordedFrames(feed, new VideoOptions());
        double[] brightness = new double[40];
        long expected = 0;
        foreach (VideoFrame frame in frames.Read(CancellationToken.None))
        {
            Assert.Equal(expected, frame.Number);
            Assert.Equal(expected / Clip.FramesPerSecond, frame.Time, 2);
            Assert.Equal(new Size(64, 64), frame.Pixels.Size());
            brightness[expected++] = frame.Pixels.Mean().Val1;
            frame.Dispose();
        }

        Assert.Equal(40, expected);
        Assert.Equal(40, feed.FrameCount);
        Assert.Equal(brightness.Order(), brightness);
    }

    [Fact]
    public void Frames_reuse_their_pixel_buffers()
    {
        string path = Clip.Noise(folder.File("a.avi"), Enumerable.Repeat(90, 300), "MJPG", 16);
        using var frames = new RecordedFrames(CaptureFeed.OpenFile(path), new VideoOptions());
        var seen = new HashSet<IntPtr>();
        foreach (VideoFrame frame in frames.Read(CancellationToken.None))
        {
            seen.Add(frame.Pixels.CvPtr);
            frame.Dispose();
        }

        Assert.InRange(seen.Count, 1, 2);
    }

    [Fact]
    public void File_that_is_not_a_video_is_refused_with_the_reason()
    {
        string text = folder.File("text.mp4");
        File.WriteAllText(text, "no video");
        string empty = folder.File("empty.mp4");
        File.WriteAllBytes(empty, []);
        string cut = Clip.Noise(folder.File("cut.mp4"), Enumerable.Repeat(90, 30));
        Clip.Cut(cut, 0.6);
        Assert.Contains("not a video", Error(text), StringComparison.Ordinal);
        Assert.Contains("empty", Error(empty), StringComparison.Ordinal);
        Assert.Contains("cut off", Error(cut), StringComparison.Ordinal);
        Assert.Contains("does not exist", Error(folder.File("nowhere.mp4")), StringComparison.Ordinal);
    }

    private static string Error(string path) => Assert.Throws<InputException>(() => CaptureFeed.OpenFile(path)).Message;
}
