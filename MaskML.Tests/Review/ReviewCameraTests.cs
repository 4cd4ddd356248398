using MaskML.Serve.Review;
using MaskML.Tests.Cameras;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MaskML.Tests.Review;

/// <summary>Tests of what is collected from cameras.</summary>
public sealed class ReviewCameraTests : IAsyncDisposable
{
    private const int Bright = 200;
    private const int Dark = 40;
    private const int Frames = 8;

    private readonly CameraFixture fixture = new();

    public ValueTask DisposeAsync() => fixture.DisposeAsync();

    [Fact]
    public async Task Track_whose_frames_disagree_gives_one_crop_and_one_whose_frames_agree_gives_none()
    {
        ReviewCrop crop = Assert.Single(await CollectAsync(share: 0)).Crop;
        Assert.Equal(("cameras/door", ReviewReason.Split, TinyModel.Bright), (crop.Source, crop.Reason, crop.Label));
    }

    [Fact]
    public async Task Track_is_drawn_at_random_once() => Assert.Equal(
        [("cameras/door", ReviewReason.Random), ("cameras/hall", ReviewReason.Random)],
        (await CollectAsync(share: 1)).Select(one => (one.Crop.Source, one.Crop.Reason)).Order());

    // What a person whose mask comes and goes, and one without a mask, give to the end of both recordings.
    private async Task<IReadOnlyList<ReviewedCrop>> CollectAsync(double share)
    {
        fixture.Watch = fixture.Watch with
        {
            Review = new ReviewOptions { Enabled = true, Folder = fixture.File("review"), Share = share },
        };
        IEnumerable<int> steady = Enumerable.Repeat(Dark, Frames);
        IEnumerable<int> changing = Enumerable.Range(0, Frames).Select(i => i % 2 == 0 ? Bright : Dark);
        fixture.Cameras =
        [
            CameraFixture.Camera("door", Clip.Noise(fixture.File("door.avi"), steady.Concat(changing), "MJPG")),
            CameraFixture.Camera("hall", Clip.Noise(fixture.File("hall.avi"), steady.Concat(steady), "MJPG", size: 80)),
        ];
        await fixture.StartAsync();
        await fixture.CameraAsync("door", "ended");
        await fixture.CameraAsync("hall", "ended");
        ReviewStore store = fixture.Serve.App.Services.GetRequiredService<ReviewStore>();
        await fixture.StopAsync(); // Stores what is on its way.
        return store.All;
    }
}
