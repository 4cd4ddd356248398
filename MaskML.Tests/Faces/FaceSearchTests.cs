using MaskML.Predict.Faces;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class FaceSearchTests
{
    private static readonly FaceSearchProfile Profile =
        new() { FrameStep = 32, CopySide = 256, Limit = 85, Overlap = 0.4, FocusBelow = 24 };
    private static readonly MaskNetFaceOptions Options = new() { Score = 0.5, SmallScore = 0.5 };

    [Theory]
    [InlineData(12)]
    [InlineData(60)]
    [InlineData(90)]
    [InlineData(200)]
    [InlineData(500)]
    public void A_face_of_any_size_is_found_once(int side)
    {
        using Mat photo = Photo(new Rect(100, 50, side, side));
        Face face = Assert.Single(Search(photo));
        Assert.True(Boxes.IoU(face.Box, new Rect(100, 50, side, side)) > 0.6, $"found {face.Box}");
    }

    [Fact]
    public void A_large_face_is_found_on_the_small_copy_alone()
    {
        using Mat photo = Photo(new Rect(100, 50, 500, 500));
        Assert.Single(Search(photo, maxFrame: 256));
        Assert.Empty(Search(photo, minFrame: 257));
    }

    [Fact]
    public void A_part_of_a_larger_face_is_dropped_whatever_its_score()
    {
        using Mat photo = Photo(new Rect(300, 100, 250, 250));
        using var network = new BrightSquares { Parts = true };
        Face face = Assert.Single(new FaceSearch(network, Profile, Options).Run(photo, CancellationToken.None));
        Assert.True(Boxes.IoU(face.Box, new Rect(300, 100, 250, 250)) > 0.6, $"found {face.Box}");
    }

    [Fact]
    public void The_level_before_must_confirm_a_face_that_it_can_see()
    {
        using Mat large = Photo(new Rect(300, 100, 60, 60));
        using var photo = new Mat(large, new Rect(0, 0, 600, 450));
        using var network = new BrightSquares { MinFrame = 700, Score = 0.8f };
        FaceSearchProfile confirming = Profile with { ConfirmFrom = 10, WholeFactor = 1.5 };
        Assert.Empty(new FaceSearch(network, confirming, Options).Run(photo, CancellationToken.None));
        Assert.Single(new FaceSearch(network, confirming with { ConfirmFrom = 100 }, Options).Run(photo, CancellationToken.None));
    }

    [Fact]
    public void A_mirrored_copy_halves_the_score_of_what_only_one_pass_sees()
    {
        using Mat photo = Photo(new Rect(40, 50, 300, 300));
        using var network = new BrightSquares { Score = 0.8f, LeftHalfOnly = true };
        Assert.Single(new FaceSearch(network, Profile, Options).Run(photo, CancellationToken.None));
        Assert.Empty(new FaceSearch(network, Profile with { CopyMirrored = true }, Options).Run(photo, CancellationToken.None));
    }

    [Fact]
    public void A_small_face_of_a_large_photo_is_found_again_in_the_tiles_that_hold_its_candidate()
    {
        using var photo = new Mat(3000, 4000, MatType.CV_8UC3, Scalar.Black);
        var face = new Rect(2345, 1234, 17, 17);
        Cv2.Rectangle(photo, face, Scalar.White, Cv2.FILLED);
        using var network = new BrightSquares();
        Face found = Assert.Single(new FaceSearch(network, Profile, Options).Run(photo, CancellationToken.None));
        Assert.True(Boxes.IoU(found.Box, face) > 0.8, $"found {found.Box}");

        // The finest level everywhere would take some hundred views more.
        Assert.InRange(network.Runs, 10, 100);
    }

    [Theory]
    [InlineData(4000, 3000)]
    [InlineData(10_000, 10_000)]
    [InlineData(32_000, 1000)]
    public void A_photo_takes_a_bounded_number_of_pixels_whatever_the_candidates(int width, int height)
    {
        using var photo = new Mat(height, width, MatType.CV_8UC3, Scalar.Black);
        for (int at = 0; at < width; at += 60)
        {
            photo[new Rect(at, at % (height - 12), 12, 12)].SetTo(Scalar.White);
        }

        using var network = new BrightSquares { Everywhere = true };
        new FaceSearch(network, Profile, Options).Run(photo, CancellationToken.None);
        Assert.InRange(network.Pixels, 1, 70e6);
    }

    [Fact]
    public void A_cancelled_search_ends_between_views()
    {
        using Mat photo = Photo(new Rect(100, 50, 60, 60));
        using var stopped = new CancellationTokenSource();
        using var network = new BrightSquares { OnRun = stopped.Cancel };
        Assert.Throws<OperationCanceledException>(() => new FaceSearch(network, Profile, Options).Run(photo, stopped.Token));
        Assert.Equal(1, network.Runs);
    }

    private static IReadOnlyList<Face> Search(Mat photo, int minFrame = 0, int maxFrame = int.MaxValue)
    {
        using var network = new BrightSquares { MinFrame = minFrame, MaxFrame = maxFrame };
        return new FaceSearch(network, Profile, Options).Run(photo, CancellationToken.None);
    }

    private static Mat Photo(Rect face)
    {
        var photo = new Mat(700, 900, MatType.CV_8UC3, Scalar.Black);
        Cv2.Rectangle(photo, face, Scalar.White, Cv2.FILLED);
        return photo;
    }

    /// <summary>Takes bright squares for faces: those that a network sees well, from 10 to 400 pixels.</summary>
    private sealed class BrightSquares : IFaceNetwork
    {
        public int MinFrame { get; init; }

        public int MaxFrame { get; init; } = int.MaxValue;

        public float Score { get; init; } = 0.9f;

        public bool Parts { get; init; }

        public bool LeftHalfOnly { get; init; }

        public bool Everywhere { get; init; }

        public Action? OnRun { get; init; }

        public int Runs { get; private set; }

        public double Pixels { get; private set; }

        public IReadOnlyList<FaceCandidate> Run(Mat frame, float minScore)
        {
            Runs++;
            Pixels += frame.Total();
            OnRun?.Invoke();
            if (Everywhere)
            {
                return [.. Enumerable.Range(0, 100).Select(i => new FaceCandidate(
                    new Rect2f(i % 10 * frame.Width / 10f, i / 10 * frame.Height / 10f, 9, 9), Score))];
            }

            using Mat bright = frame.ExtractChannel(0).Threshold(127, 255, ThresholdTypes.Binary);
            Rect box = Cv2.BoundingRect(bright);
            bool seen = frame.Width >= MinFrame && frame.Width <= MaxFrame && box.Width is >= 10 and <= 400
                && (!LeftHalfOnly || box.X + (box.Width / 2) < frame.Width / 2);
            if (!seen)
            {
                return [];
            }

            var face = new FaceCandidate(new Rect2f(box.X, box.Y, box.Width, box.Height), Score);
            var lower = new Rect2f(box.X + (box.Width * 0.3f), box.Y + (box.Height * 0.6f), box.Width * 0.4f, box.Height * 0.3f);
            var mouth = new FaceCandidate(lower, 0.99f);
            return Parts ? [face, mouth] : [face];
        }

        public void Dispose()
        {
        }
    }
}
