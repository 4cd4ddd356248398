using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class FacePipelineTests : IDisposable
{
    private static readonly Rect BrightBox = new(20, 20, 40, 40);
    private static readonly Rect DarkBox = new(120, 20, 40, 40);

    private readonly TinyModel fixture = new();
    private readonly MaskModel model;
    private readonly Mat photo = new(100, 200, MatType.CV_8UC3, Scalar.All(220));

    public FacePipelineTests()
    {
        model = MaskModel.Load(fixture.Path);
        photo[new Rect(100, 0, 100, 100)].SetTo(Scalar.All(30));
    }

    public void Dispose()
    {
        photo.Dispose();
        model.Dispose();
        fixture.Dispose();
    }

    [Fact]
    public void Faces_have_the_labels_of_their_own_crops()
    {
        PhotoPrediction found = Run(new PredictOptions(), false, BrightBox, DarkBox);
        Assert.Equal([TinyModel.Bright, TinyModel.Dark], found.Faces.Select(face => face.Label));
        Assert.Equal([BrightBox, DarkBox], found.Faces.Select(face => face.Face.Box));
        Assert.All(found.Faces, face => Assert.Equal(face.Confidence, face.Scores.Max()));
    }

    [Fact]
    public void Very_large_photo_is_judged_at_half_of_its_size_and_its_faces_are_in_its_own_pixels()
    {
        using var large = new Mat(4501, 6001, MatType.CV_8UC3, Scalar.All(220));
        byte[] jpeg = ExifJpeg.Encode(large, ExifJpeg.TurnClockwise);
        var pipeline = new FacePipeline(model, new WholeImageDetector(), new PredictOptions());
        Size searched = default;
        PhotoPrediction found = pipeline.Run(
            () => EncodedPhoto.Check(jpeg, 50), (pixels, small) => searched = new Size(small.Width, small.Height));
        Assert.Equal(new Size(2251, 3001), searched);
        Assert.Equal((4501, 6001), (found.Width, found.Height));
        Assert.Equal(new Rect(0, 0, 4501, 6001), Assert.Single(found.Faces).Face.Box);
    }

    [Fact]
    public void Scores_are_those_of_the_models_own_crop()
    {
        using Mat crop = model.Cropper.Face(photo, DarkBox);
        Assert.Equal(model.Score([crop])[0], Assert.Single(Run(new PredictOptions(), false, DarkBox).Faces).Scores);
    }

    [Fact]
    public void Box_that_is_the_crop_gets_no_margin()
    {
        var edge = new Rect(60, 0, 40, 100);
        using var view = new Mat(photo, edge);
        using Mat crop = model.Cropper.Whole(view);
        Assert.Equal(model.Score([crop])[0], Assert.Single(Run(new PredictOptions(), true, edge).Faces).Scores);
    }

    [Fact]
    public void Small_faces_and_low_confidences_are_uncertain()
    {
        Assert.False(Assert.Single(Run(new PredictOptions { MinFace = 40, UncertainBelow = 0 }, false, BrightBox).Faces).Uncertain);
        Assert.True(Assert.Single(Run(new PredictOptions { MinFace = 41, UncertainBelow = 0 }, false, BrightBox).Faces).Uncertain);
        Assert.True(Assert.Single(Run(new PredictOptions { MinFace = 1, UncertainBelow = 1 }, false, BrightBox).Faces).Uncertain);
    }

    [Fact]
    public void Backbone_that_tells_faces_drops_what_is_none()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("face.zip"), TinyModel.Make([TinyModel.Bright, TinyModel.Dark], TinyModel.FaceBackbonePath));
        using MaskModel telling = MaskModel.Load(folder.File("face.zip"));
        var sure = new PredictOptions { UncertainBelow = 0, FaceScore = 0.5 };
        Assert.Equal([(BrightBox, MathF.Round(MathF.Sqrt(220 / 255f), 6), false)], Faces(sure, boxIsCrop: false));
        Assert.Equal(2, Faces(sure with { FaceScore = 0 }, boxIsCrop: false).Length);
        Assert.Equal([false, true], Faces(sure, boxIsCrop: true).Select(face => face.Uncertain));

        (Rect Box, float Score, bool Uncertain)[] Faces(PredictOptions options, bool boxIsCrop)
        {
            using var detector = new FixedDetector(boxIsCrop, [DarkBox, BrightBox]);
            return [.. new FacePipeline(telling, detector, options).Run(photo).Faces
                .Select(face => (face.Face.Box, MathF.Round(face.Face.Score, 6), face.Uncertain))];
        }
    }

    [Fact]
    public void Photo_without_faces_gives_none() => Assert.Empty(Run(new PredictOptions(), false).Faces);

    [Fact]
    public void Faces_beyond_the_limit_are_counted_but_not_labelled()
    {
        using var detector = new FixedDetector(false, [BrightBox, DarkBox, DarkBox]);
        PhotoPrediction found = new FacePipeline(model, detector, new PredictOptions()).Run(photo, 1, CancellationToken.None);
        Assert.Equal(BrightBox, Assert.Single(found.Faces).Face.Box);
        Assert.Equal(2, found.LeftOut);
        Assert.Equal(0, Run(new PredictOptions(), false, BrightBox, DarkBox).LeftOut);
    }

    [Fact]
    public void Cancellation_ends_the_analysis()
    {
        using var detector = new FixedDetector(false, [BrightBox]);
        Assert.Throws<OperationCanceledException>(
            () => new FacePipeline(model, detector, new PredictOptions()).Run(photo, 1, new CancellationToken(true)));
    }

    private PhotoPrediction Run(PredictOptions options, bool boxIsCrop, params Rect[] boxes)
    {
        using var detector = new FixedDetector(boxIsCrop, boxes);
        return new FacePipeline(model, detector, options).Run(photo);
    }

    private sealed class FixedDetector(bool boxIsCrop, Rect[] boxes) : IFaceDetector
    {
        public string Name => "fixed";

        public bool BoxIsCrop => boxIsCrop;

        public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default) =>
            [.. boxes.Select(box => new Face(box, 1))];

        public void Dispose()
        {
        }
    }
}
