using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Video.Sinks;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class AtomicVideoFileTests : IDisposable
{
    private static readonly Size Frame = new(64, 48);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("mp4v")]
    [InlineData("")]
    public void Video_appears_when_it_is_complete_and_can_be_played(string codec)
    {
        string path = folder.File("a.mp4");
        using (var video = new AtomicVideoFile(path, Frame, 25, codec))
        {
            using var grey = new Mat(Frame, MatType.CV_8UC3, Scalar.Gray);
            using var larger = new Mat(96, 128, MatType.CV_8UC3, Scalar.White);
            video.Write(grey);
            video.Write(grey, 3);
            video.Write(larger);
            Assert.False(File.Exists(path));
            video.Publish();
        }

        IReadOnlyList<Mat> frames = Clip.Read(path);
        Assert.Equal(5, frames.Count);
        Assert.All(frames, frame => Assert.Equal(Frame, frame.Size()));
        Assert.InRange(frames[4].Mean().Val0, 240, 255);
        Assert.Equal(path, Assert.Single(Directory.GetFileSystemEntries(folder.Path)));
    }

    [Theory]
    [InlineData("mp4v")]
    [InlineData("")]
    public void Abandoned_video_leaves_nothing_and_keeps_the_old_file(string codec)
    {
        string path = folder.File("a.mp4");
        File.WriteAllText(path, "old");
        using (var video = new AtomicVideoFile(path, Frame, 25, codec))
        {
            using var grey = new Mat(Frame, MatType.CV_8UC3, Scalar.Gray);
            video.Write(grey);
        }

        Assert.Equal("old", File.ReadAllText(Assert.Single(Directory.GetFileSystemEntries(folder.Path))));
    }

    [Fact]
    public void Ffmpeg_that_fails_says_why()
    {
        Assert.SkipUnless(FfmpegEncoder.IsAvailable, "The program ffmpeg is not here, or has no codec for browsers.");
        using var encoder = new FfmpegEncoder(Path.Combine(folder.Path, "nowhere", "a.mp4"), Frame, 25);
        using var grey = new Mat(Frame, MatType.CV_8UC3, Scalar.Gray);
        InputException error = Assert.Throws<InputException>(() =>
        {
            encoder.Write(grey);
            encoder.Finish();
        });
        Assert.Contains("No such file", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mp4")]
    [InlineData("nope")]
    public void Codec_that_cannot_be_written_is_named_in_the_error(string codec)
    {
        UsageException error = Assert.Throws<UsageException>(() => new AtomicVideoFile(folder.File("a.mp4"), Frame, 25, codec));
        Assert.Contains(codec, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
