using MaskML.Predict.Annotation;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Serve.Cameras;
using MaskML.Tests.Support;
using MaskML.Video.Sources;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>Tests of what a camera looks at: zone, rate, blurred faces, and the rules of its options.</summary>
public sealed class ZoneDetectorTests
{
    [Fact]
    public void Zone_keeps_faces_whose_middle_is_inside()
    {
        using var picture = new Mat(100, 200, MatType.CV_8UC3, Scalar.Black);
        using var lower = new ZoneDetector(new FixedDetector(), [[0, 0.5], [1, 0.5], [1, 1], [0, 1]]);
        Assert.Equal([new Rect(100, 60, 20, 20)], lower.Detect(picture).Select(face => face.Box));
        using var all = new ZoneDetector(new FixedDetector(), []);
        Assert.Equal(2, all.Detect(picture).Count);
    }

    [Theory]
    [InlineData(25, 5, 5)]
    [InlineData(5, 5, 5)]
    [InlineData(4, 5, 4)]
    [InlineData(30, 7, 7)]
    [InlineData(25, 0, 25)]
    public void Limit_takes_its_rate_of_evenly_and_unevenly_arriving_frames(int arriving, double limit, double expected)
    {
        foreach (double jitter in new[] { 0, 0.3 })
        {
            var random = new Random(1);
            var rate = new FrameRateLimit(limit);
            int taken = Enumerable.Range(0, 60 * arriving).Count(i => rate.IsDue((i + (jitter * random.NextDouble())) / arriving));
            Assert.InRange(taken / 60.0, 0.97 * expected, 1.03 * expected);
        }
    }

    [Fact]
    public void Blurred_face_loses_its_details_and_the_rest_stays()
    {
        using Mat picture = TinyModel.Noise(100, 1, 200);
        using Mat before = picture.Clone();
        FaceBlur.Blur(picture, [new Rect(50, 50, 40, 40), new Rect(190, 190, 40, 40)]);
        using var face = new Mat(picture, new Rect(44, 44, 52, 52));
        Cv2.MeanStdDev(face, out _, out Scalar spread);
        Assert.InRange(spread.Val0, 0, 8);
        using var rest = new Mat(picture, new Rect(0, 0, 200, 40));
        using var same = new Mat(before, new Rect(0, 0, 200, 40));
        Assert.Equal(0, Cv2.Norm(rest, same));
    }

    [Theory]
    [InlineData("", "rtsp://a/b", "cameras[1].name: found ''")]
    [InlineData("a b", "rtsp://a/b", "cameras[1].name: found 'a b'")]
    [InlineData("DOOR", "rtsp://a/b", "a name that no other camera has")]
    [InlineData("hall", "photo.jpg", "cameras[1].address: found 'something else', expected an rtsp:// or http:// URL")]
    public void Camera_that_cannot_be_used_is_reported_with_its_place(string name, string address, string said)
    {
        CameraOptions door = new() { Name = "door", Address = "camera:0" };
        CameraOptions wrong = door with { Name = name, Address = address };
        UsageException fault = Assert.Throws<UsageException>(() => CameraOptions.Check([door, wrong]));
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    private sealed class FixedDetector : IFaceDetector
    {
        public string Name => "fixed";

        public bool BoxIsCrop => false;

        public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default) =>
            [new Face(new Rect(10, 20, 20, 20), 1), new Face(new Rect(100, 60, 20, 20), 1)];

        public void Dispose()
        {
        }
    }
}
