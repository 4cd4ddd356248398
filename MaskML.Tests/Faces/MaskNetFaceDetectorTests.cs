using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Synth;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class MaskNetFaceDetectorTests : IDisposable
{
    private readonly IFaceDetector detector = MaskNetFaceDetector.Open(new MaskNetFaceOptions { Threads = 1 });

    public void Dispose() => detector.Dispose();

    [Fact]
    public void Detector_finds_drawn_people_and_nothing_in_drawn_rooms()
    {
        int there = 0;
        int found = 0;
        int wrong = 0;
        for (int seed = 500; seed < 505; seed++)
        {
            using Scene scene = SceneRenderer.Render(seed, 480, 360);
            IReadOnlyList<Face> faces = detector.Detect(scene.Photo);
            there += scene.Faces.Count;
            found += scene.Faces.Count(drawn => faces.Any(face => Boxes.IoU(face.Box, drawn.Box) >= 0.4));
            wrong += faces.Count(face => scene.Faces.All(drawn => Boxes.IoU(face.Box, drawn.Box) < 0.2));
        }

        Assert.True(found >= 0.8 * there, $"{found} of {there} drawn faces were found.");
        Assert.True(wrong <= 0.1 * there, $"{wrong} faces were found where nobody was drawn, beside {there} drawn ones.");
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Tiles_find_small_faces_of_a_large_photo()
    {
        using Mat photo = Large(out IReadOnlyList<Face> alone, out Point at);
        IReadOnlyList<Face> inTiles = detector.Detect(photo);
        using var coarse = MaskNetFaceDetector.Open(new MaskNetFaceOptions { Tiles = false, Threads = 1 });

        Assert.NotEmpty(alone);
        int found = alone.Count(face => inTiles.Any(other => Boxes.IoU(other.Box, face.Box + at) >= 0.5));
        Assert.True(found >= 0.8 * alone.Count, $"{found} of {alone.Count} faces were found again in the tiles.");
        Assert.True(coarse.Detect(photo).Count < inTiles.Count, "tiles find no more than the whole photo does");
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Face_where_tiles_meet_is_found_once()
    {
        using Mat photo = Large(out _, out _);
        IReadOnlyList<Face> faces = detector.Detect(photo);
        Assert.All(
            faces.SelectMany((a, i) => faces.Skip(i + 1).Select(b => Boxes.IoU(a.Box, b.Box))),
            overlap => Assert.True(overlap <= 0.4));
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Faces_are_ordered_by_score_and_none_is_below_the_minimum()
    {
        using Mat photo = ImageDecoder.Read(GroupPhoto.Some(3)[1].Path);
        using var all = MaskNetFaceDetector.Open(new MaskNetFaceOptions { Score = 0.3, SmallScore = 0.3, Threads = 1 });
        using var sure = MaskNetFaceDetector.Open(new MaskNetFaceOptions { Score = 0.6, SmallScore = 0.6, Threads = 1 });
        IReadOnlyList<Face> faces = all.Detect(photo);
        Assert.Equal(faces.OrderByDescending(face => face.Score), faces);
        Assert.Equal(faces.Where(face => face.Score >= 0.6), sure.Detect(photo));
    }

    // A real photo of small faces, pasted where four tiles meet.
    private Mat Large(out IReadOnlyList<Face> faces, out Point at)
    {
        GroupPhoto crowd = GroupPhoto.Some(40).OrderByDescending(p => p.Faces.Count(f => f.Width is > 14 and < 30)).First();
        using Mat pixels = ImageDecoder.Read(crowd.Path);
        faces = detector.Detect(pixels);
        var photo = new Mat(900, 1200, MatType.CV_8UC3, Scalar.Gray);
        at = new Point(600 - (pixels.Width / 2), 450 - (pixels.Height / 2));
        using var inside = new Mat(photo, new Rect(at, pixels.Size()));
        pixels.CopyTo(inside);
        return photo;
    }
}
