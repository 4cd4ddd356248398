using FsCheck.Xunit;
using MaskML.Predict.Faces;
using MaskML.Video.Analysis;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Video;

public sealed class ShrinkingDetectorTests
{
    [Property(MaxTest = 40)]
    public bool Face_found_in_the_small_copy_has_its_position_in_the_frame(byte x, byte y, byte size)
    {
        var spot = new Rect(2 * x, y, 20 + (size % 100), 20 + (size % 90));
        using var frame = new Mat(400, 700, MatType.CV_8UC3, Scalar.Black);
        Cv2.Rectangle(frame, spot, Scalar.White, Cv2.FILLED);
        using var detector = new ShrinkingDetector(new SpotDetector(), 175);
        return Boxes.IoU(Assert.Single(detector.Detect(frame)).Box, spot) > 0.6;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(5000)]
    public void Small_frame_is_searched_as_it_is(int side)
    {
        using var frame = new Mat(400, 700, MatType.CV_8UC3, Scalar.Black);
        Cv2.Rectangle(frame, new Rect(11, 13, 17, 19), Scalar.White, Cv2.FILLED);
        using var detector = new ShrinkingDetector(new SpotDetector(), side);
        Assert.Equal(new Rect(11, 13, 17, 19), Assert.Single(detector.Detect(frame)).Box);
    }

    [Fact]
    public void Wrapper_cancels_the_wrapped_detector()
    {
        using var frame = new Mat(160, 160, MatType.CV_8UC3, Scalar.Black);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        using var detector = new ShrinkingDetector(new SpotDetector(), 80);
        Assert.Throws<OperationCanceledException>(() => detector.Detect(frame, stopped.Token));
    }

    /// <summary>Finds the bounding box of bright pixels.</summary>
    private sealed class SpotDetector : IFaceDetector
    {
        public string Name => "spot";

        public bool BoxIsCrop => false;

        public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using Mat bright = photo.ExtractChannel(0).Threshold(127, 255, ThresholdTypes.Binary);
            return [new Face(Cv2.BoundingRect(bright), 1)];
        }

        public void Dispose()
        {
        }
    }
}
