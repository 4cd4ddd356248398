using MaskML.Tests.Support;
using MaskML.Video.Sinks;
using Microsoft.Playwright;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Serve.Page;

/// <summary>Annotated videos in a browser.</summary>
[Collection(nameof(PageTestGroup))]
[Trait("Kind", "browser")]
public sealed class VideoPageTests(PageBrowser browser) : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Annotated_video_plays_in_a_browser_also_with_odd_sides()
    {
        browser.Need();
        Assert.SkipUnless(FfmpegEncoder.IsAvailable, "The program ffmpeg is not here, or has no codec for browsers.");
        using (var video = new AtomicVideoFile(folder.File("door.mp4"), new Size(161, 121), 25, codec: ""))
        {
            for (int i = 0; i < 50; i++)
            {
                using var frame = new Mat(121, 161, MatType.CV_8UC3, Scalar.All(5 * i));
                video.Write(frame);
            }

            video.Publish();
        }

        await using OpenPage open = await browser.OpenAsync("file://" + folder.Path, "/door.mp4", 640, ColorScheme.Light);
        await open.Page.WaitForFunctionAsync(
            "() => { const video = document.querySelector('video'); return video.videoWidth === 162 && video.currentTime > 0.2; }");
    }
}
