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
    private readonly List<string> warnings = [];

    [Fact]
    public void None_takes_the_whole_image_as_the_crop()
    {
        using IFaceDetector detector = FaceDetectors.Create("none", new DetectorOptions(), warnings.Add);
        using var photo = new Mat(30, 50, MatType.CV_8UC3, Scalar.White);
        Face face = Assert.Single(detector.Detect(photo));
        Assert.Equal(new Face(new Rect(0, 0, 50, 30), 1), face);
        Assert.True(detector.BoxIsCrop);
        Assert.Empty(warnings);
    }

    [Fact]
    public void An_unknown_name_is_a_usage_error_that_lists_the_known_ones()
    {
        var error = Assert.Throws<UsageException>(() => FaceDetectors.Create("dlib", new DetectorOptions(), warnings.Add));
        Assert.Contains("`dlib`", error.Message, StringComparison.Ordinal);
        Assert.Contains("auto, masknet, yunet, haar, none", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masknet", "masknetFace.model")]
    [InlineData("yunet", "yunet.model")]
    [InlineData("haar", "opencv-data")]
    public void A_missing_model_says_how_to_get_it(string name, string remedy)
    {
        DetectorOptions config = With("nowhere");
        var error = Assert.Throws<InputException>(() => FaceDetectors.Create(name, config, warnings.Add));
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masknet")]
    [InlineData("yunet")]
    [InlineData("haar")]
    public void A_damaged_model_is_an_input_error(string name)
    {
        using var folder = new TempFolder();
        string path = folder.File("damaged");
        File.WriteAllText(path, "<text/>");
        DetectorOptions config = With(path);
        var error = Assert.Throws<InputException>(() => FaceDetectors.Create(name, config, warnings.Add));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masknet")]
    [InlineData("yunet")]
    public void An_onnx_file_that_is_no_face_detector_is_an_input_error(string name) =>
        Assert.Throws<InputException>(() => FaceDetectors.Create(name, With(TinyModel.BackbonePath), warnings.Add));

    [Fact]
    public void Auto_takes_the_shipped_detector()
    {
        using IFaceDetector detector = FaceDetectors.Create("auto", new DetectorOptions(), warnings.Add);
        Assert.Equal("masknet", detector.Name);
        Assert.Empty(warnings);
    }

    [Theory]
    [InlineData("masknet yunet haar", "masknet")]
    [InlineData("yunet haar", "yunet")]
    [InlineData("haar", "haar")]
    [InlineData("", "haar")]
    public void Auto_takes_the_best_detector_that_is_there_and_warns_where_that_is_haar(string there, string expected)
    {
        Assert.Equal(expected, FaceDetectors.Best(FaceDetectors.Kinds, kind => there.Split(' ').Contains(kind.Name), warnings.Add).Name);
        Assert.Equal(expected == "haar", warnings.Any(warning => warning.Contains("models pull yunet", StringComparison.Ordinal)));
    }

    [Fact]
    public void Auto_takes_no_other_detector_for_one_whose_configured_file_is_missing()
    {
        DetectorOptions config = WithYuNet() with { MasknetFace = new MaskNetFaceOptions { Model = "nowhere" } };
        Assert.Contains("nowhere", Assert.Throws<InputException>(() => FaceDetectors.Create("auto", config, warnings.Add)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("masknet", 0.9)]
    [InlineData("yunet", 0.85)]
    [InlineData("haar", 0.3)]
    public void Faces_in_real_photos_are_found(string name, double recall)
    {
        SkipWithoutCascade();
        using IFaceDetector detector = FaceDetectors.Create(name, WithYuNet(), warnings.Add);
        int found = 0;
        int there = 0;
        foreach (GroupPhoto photo in GroupPhoto.Some(40))
        {
            using Mat pixels = ImageDecoder.Read(photo.Path);
            IReadOnlyList<Face> faces = detector.Detect(pixels);
            Assert.All(faces, face => Assert.Equal(face.Box, Boxes.Clamp(face.Box, pixels.Size())));
            Assert.All(faces, face => Assert.InRange(face.Score, 0, 1));
            Rect[] large = [.. photo.Faces.Where(box => Math.Max(box.Width, box.Height) >= 40)];
            there += large.Length;
            found += large.Count(box => faces.Any(face => Boxes.IoU(face.Box, box) >= 0.4));
        }

        Assert.True(found >= recall * there, FormattableString.Invariant($"{name} found {found} of {there} faces of at least 40 pixels."));
    }

    [Theory]
    [InlineData("masknet")]
    [InlineData("yunet")]
    [InlineData("haar")]
    public void Many_threads_at_once_find_what_one_finds(string name)
    {
        SkipWithoutCascade();
        using IFaceDetector detector = FaceDetectors.Create(name, WithYuNet(), warnings.Add);
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
    public void Tiny_and_narrow_photos_are_survived(string name)
    {
        SkipWithoutCascade();
        using IFaceDetector detector = FaceDetectors.Create(name, WithYuNet(), warnings.Add);
        foreach (Size size in new[] { new Size(1, 1), new Size(3000, 1), new Size(2, 500), new Size(21, 19) })
        {
            using var photo = new Mat(size, MatType.CV_8UC3, Scalar.Gray);
            Assert.All(detector.Detect(photo), face => Assert.Equal(face.Box, Boxes.Clamp(face.Box, size)));
        }
    }

    private static DetectorOptions WithYuNet() => new() { Yunet = new YuNetOptions { Model = SharedData.Need("models/" + YuNetFaceDetector.FileName) } };

    private static DetectorOptions With(string path) => new()
    {
        MasknetFace = new MaskNetFaceOptions { Model = path },
        Yunet = new YuNetOptions { Model = path },
        Haar = new HaarOptions { Cascade = path },
    };

    private static void SkipWithoutCascade() =>
        Assert.SkipWhen(ModelPlaces.TryFind(HaarFaceDetector.FileName) is null, "OpenCV's cascades (opencv-data) are not here.");
}
