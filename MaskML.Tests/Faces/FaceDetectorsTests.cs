using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class FaceDetectorsTests
{
    [Fact]
    public void Detector_none_takes_the_whole_image_as_the_crop()
    {
        using IFaceDetector detector = FaceDetectors.Create("none", new DetectorOptions());
        using var photo = new Mat(30, 50, MatType.CV_8UC3, Scalar.White);
        Face face = Assert.Single(detector.Detect(photo));
        Assert.Equal(new Face(new Rect(0, 0, 50, 30), 1), face);
        Assert.True(detector.BoxIsCrop);
    }

    [Fact]
    public void Unknown_name_is_a_usage_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<UsageException>(() => FaceDetectors.Create("dlib", new DetectorOptions()));
        Assert.Contains("`dlib`", error.Message, StringComparison.Ordinal);
        Assert.Contains("auto, masknet, yunet, haar, none", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masknet", "masknetFace.model")]
    [InlineData("yunet", "yunet.model")]
    [InlineData("haar", "opencv-data")]
    public void Missing_model_is_an_error_that_says_how_to_get_it(string name, string remedy)
    {
        DetectorOptions config = With("nowhere");
        var error = Assert.Throws<InputException>(() => FaceDetectors.Create(name, config));
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masknet")]
    [InlineData("yunet")]
    [InlineData("haar")]
    public void Damaged_model_is_an_input_error(string name)
    {
        using var folder = new TempFolder();
        string path = folder.File("damaged");
        File.WriteAllText(path, "<text/>");
        DetectorOptions config = With(path);
        var error = Assert.Throws<InputException>(() => FaceDetectors.Create(name, config));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masknet")]
    [InlineData("yunet")]
    public void Onnx_file_that_is_not_a_face_detector_is_an_input_error(string name) =>
        Assert.Throws<InputException>(() => FaceDetectors.Create(name, With(TinyModel.BackbonePath)));

    [Fact]
    public void Auto_takes_the_shipped_detector()
    {
        using IFaceDetector detector = FaceDetectors.Create("auto", new DetectorOptions());
        Assert.Equal("masknet", detector.Name);
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Auto_does_not_replace_a_detector_whose_configured_file_is_missing()
    {
        DetectorOptions config = WithYuNet() with { MasknetFace = new MaskNetFaceOptions { Model = "nowhere" } };
        string message = Assert.Throws<InputException>(() => FaceDetectors.Create("auto", config)).Message;
        Assert.Contains("nowhere", message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_detector_needs_one_row_in_the_table()
    {
        FaceDetectorKind[] kinds =
        [
            new("corner", options => new CornerDetector(options.Haar.Cascade!))
            {
                FileName = "corner.xml",
                ConfiguredFile = options => options.Haar.Cascade,
                IsRecommended = true,
            },
            .. FaceDetectors.Kinds,
        ];
        var options = new DetectorOptions { Haar = new HaarOptions { Cascade = "corner" } };
        using IFaceDetector named = FaceDetectors.Create(kinds, "corner", options);
        using IFaceDetector preferred = FaceDetectors.Create(kinds, FaceDetectors.Auto, options);
        using var photo = new Mat(30, 50, MatType.CV_8UC3, Scalar.White);
        Assert.Equal(new Face(new Rect(0, 0, 10, 10), 1), Assert.Single(named.Detect(photo)));
        Assert.Equal("corner", preferred.Name);
        using IFaceDetector other = FaceDetectors.Create(kinds, FaceDetectors.Auto, new DetectorOptions());
        Assert.Equal(FaceDetectors.Best(new DetectorOptions()), other.Name);
        string message = Assert.Throws<UsageException>(() => FaceDetectors.Create(kinds, "dlib", options)).Message;
        Assert.Contains("auto, corner, masknet", message, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Table_rows_have_different_names_which_their_detectors_repeat()
    {
        SkipWithoutCascade();
        DetectorOptions options = WithYuNet();
        Assert.Equal(FaceDetectors.Kinds.Count, FaceDetectors.Kinds.Select(kind => kind.Name).Distinct().Count());
        Assert.All(FaceDetectors.Kinds, kind =>
        {
            using IFaceDetector detector = FaceDetectors.Create(kind.Name, options);
            Assert.Equal(kind.Name, detector.Name);
            Assert.True(FaceDetectors.IsPresent(kind.Name, options));
        });
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Recommended_detectors_find_most_faces_in_real_photos_and_more_than_the_others()
    {
        SkipWithoutCascade();
        IReadOnlyList<GroupPhoto> photos = GroupPhoto.Some(20);
        int there = photos.Sum(photo => photo.Faces.Count(IsLarge));
        FaceDetectorKind[] withModel = [.. FaceDetectors.Kinds.Where(kind => kind.FileName is not null)];
        var found = withModel.ToDictionary(kind => kind, kind => Found(kind.Name, photos));
        string figures = string.Join(", ", found.Select(pair => $"{pair.Key.Name} found {pair.Value} of {there}"));
        int others = found.Where(pair => !pair.Key.IsRecommended).Max(pair => pair.Value);
        Assert.True(others > 0, figures);
        Assert.True(found.Where(pair => pair.Key.IsRecommended).All(pair => pair.Value > Math.Max(there / 2, others)), figures);
    }

    [Theory]
    [InlineData("masknet")]
    [InlineData("yunet")]
    [InlineData("haar")]
    [Trait("Kind", "real-data")]
    public void Detector_finds_the_same_faces_from_many_threads_as_from_one(string name)
    {
        SkipWithoutCascade();
        using IFaceDetector detector = FaceDetectors.Create(name, WithYuNet());
        string[] paths = [.. GroupPhoto.Some(6).Select(photo => photo.Path)];
        IReadOnlyList<Face> Detect(string path)
        {
            using Mat pixels = ImageDecoder.Read(path);
            return detector.Detect(pixels);
        }

        IReadOnlyList<Face>[] alone = [.. paths.Select(Detect)];
        IReadOnlyList<Face>[] together = [.. Enumerable.Repeat(paths, 3).SelectMany(p => p).AsParallel().AsOrdered().Select(Detect)];
        for (int i = 0; i < together.Length; i++)
        {
            Assert.Equal(alone[i % alone.Length], together[i]);
        }
    }

    [Theory]
    [InlineData("masknet")]
    [InlineData("yunet")]
    [InlineData("haar")]
    [InlineData("none")]
    [Trait("Kind", "real-data")]
    public void Tiny_and_narrow_photos_give_boxes_inside_the_photo(string name)
    {
        SkipWithoutCascade();
        using IFaceDetector detector = FaceDetectors.Create(name, WithYuNet());
        foreach (Size size in new[] { new Size(1, 1), new Size(3000, 1), new Size(2, 500), new Size(21, 19) })
        {
            using var photo = new Mat(size, MatType.CV_8UC3, Scalar.Gray);
            Assert.All(detector.Detect(photo), face => Assert.Equal(face.Box, Boxes.Clamp(face.Box, size)));
        }
    }

    private static bool IsLarge(Rect box) => Math.Max(box.Width, box.Height) >= 40;

    /// <summary>Number of large faces that a detector finds; checks the boxes and scores of all.</summary>
    private static int Found(string name, IReadOnlyList<GroupPhoto> photos)
    {
        using IFaceDetector detector = FaceDetectors.Create(name, WithYuNet());
        int found = 0;
        foreach (GroupPhoto photo in photos)
        {
            using Mat pixels = ImageDecoder.Read(photo.Path);
            IReadOnlyList<Face> faces = detector.Detect(pixels);
            Assert.All(faces, face => Assert.Equal(face.Box, Boxes.Clamp(face.Box, pixels.Size())));
            Assert.All(faces, face => Assert.InRange(face.Score, 0, 1));
            found += photo.Faces.Where(IsLarge).Count(box => faces.Any(face => Boxes.IoU(face.Box, box) >= 0.4));
        }

        return found;
    }

    private static DetectorOptions WithYuNet() =>
        new() { Yunet = new YuNetOptions { Model = SharedData.Need("models/" + YuNetFaceDetector.FileName) } };

    private static DetectorOptions With(string path) => new()
    {
        MasknetFace = new MaskNetFaceOptions { Model = path },
        Yunet = new YuNetOptions { Model = path },
        Haar = new HaarOptions { Cascade = path },
    };

    private static void SkipWithoutCascade() =>
        Assert.SkipWhen(ModelPlaces.TryFind(HaarFaceDetector.FileName) is null, "OpenCV's cascades (opencv-data) are not here.");

    /// <summary>A made-up detector that finds one face, in the upper left corner.</summary>
    private sealed class CornerDetector(string name) : IFaceDetector
    {
        public string Name => name;

        public bool BoxIsCrop => false;

        public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default) =>
            [new Face(new Rect(0, 0, 10, 10), 1)];

        public void Dispose()
        {
        }
    }
}
