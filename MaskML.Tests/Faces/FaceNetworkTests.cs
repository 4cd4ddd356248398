using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class FaceNetworkTests
{
    private static string Shipped => ModelPlaces.Find(MaskNetFaceDetector.FileName, null, "The repository holds it.");

    [Fact]
    public void Shipped_network_gives_the_candidates_that_the_training_code_gave()
    {
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllBytes(Path.ChangeExtension(Shipped, ".json")));
        JsonElement probe = manifest.RootElement.GetProperty("probe");
        using Mat picture = Formula(probe.GetProperty("width").GetInt32(), probe.GetProperty("height").GetInt32());
        using FaceNetwork network = FaceNetwork.Open(Shipped, 1);

        IReadOnlyList<FaceCandidate> all = network.Run(picture, 0);

        // Three grids, 4, 8 and 16 pixels wide.
        Assert.Equal(picture.Width * picture.Height * 21 / 256, all.Count);
        Assert.Equal(probe.GetProperty("scoreSum").GetDouble(), all.Sum(c => (double)c.Score), 0.02);
        double[] expected = [.. probe.GetProperty("boxMean").EnumerateArray().Select(v => v.GetDouble())];
        double[] means =
        [
            all.Average(c => c.Box.Left), all.Average(c => c.Box.Top), all.Average(c => c.Box.Right), all.Average(c => c.Box.Bottom),
        ];
        Assert.All(expected.Zip(means), pair => Assert.Equal(pair.First, pair.Second, 0.05));
    }

    [Fact]
    public void Candidates_below_the_score_are_left_out()
    {
        using Mat picture = Formula(128, 64);
        using FaceNetwork network = FaceNetwork.Open(Shipped, 1);
        IReadOnlyList<FaceCandidate> all = network.Run(picture, 0);
        float middle = all.Select(c => c.Score).Order().ElementAt(all.Count / 2);
        Assert.Equal(all.Where(c => c.Score >= middle), network.Run(picture, middle));
    }

    [Fact]
    public void Region_of_a_larger_picture_is_searched_like_a_copy_of_it()
    {
        using Mat picture = Formula(160, 96);
        using Mat part = picture[new Rect(16, 8, 128, 64)];
        using Mat alone = part.Clone();
        using FaceNetwork network = FaceNetwork.Open(Shipped, 1);
        Assert.Equal(network.Run(alone, 0), network.Run(part, 0));
    }

    [Fact]
    public void Grey_picture_is_refused()
    {
        using var grey = new Mat(64, 64, MatType.CV_8UC1, Scalar.Gray);
        using FaceNetwork network = FaceNetwork.Open(Shipped, 1);
        Assert.Contains("CV_8UC3", Assert.Throws<ArgumentException>(() => network.Run(grey, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Other_network_is_refused_with_what_was_found_and_expected()
    {
        var error = Assert.Throws<InputException>(() => FaceNetwork.Open(TinyModel.BackbonePath, 1));
        Assert.StartsWith(TinyModel.BackbonePath, error.Message, StringComparison.Ordinal);
        Assert.Contains("takes input (Float) and gives features", error.Message, StringComparison.Ordinal);
        Assert.Contains("`boxes`, float32 [N,M,4]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_differs_from_its_manifest_is_refused()
    {
        using var folder = new TempFolder();
        string path = folder.File("masknet-face.onnx");
        byte[] bytes = File.ReadAllBytes(Shipped);
        bytes[^100] ^= 1;
        File.WriteAllBytes(path, bytes);
        File.Copy(Path.ChangeExtension(Shipped, ".json"), Path.ChangeExtension(path, ".json"));
        var error = Assert.Throws<InputException>(() => FaceNetwork.Open(path, 1));
        Assert.Contains("SHA-256", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(200_000)]
    public void Truncated_file_is_an_input_error(int length)
    {
        using var folder = new TempFolder();
        string path = folder.File("cut.onnx");
        File.WriteAllBytes(path, File.ReadAllBytes(Shipped)[..length]);
        var error = Assert.Throws<InputException>(() => FaceNetwork.Open(path, 1));
        Assert.StartsWith(path, error.Message, StringComparison.Ordinal);
    }

    // The picture of tools/training/detector/export.py: red, green and blue are channels 0, 1 and 2.
    private static Mat Formula(int width, int height)
    {
        var picture = new Mat(height, width, MatType.CV_8UC3);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                byte Channel(int c) => (byte)(((7 * x) + (13 * y) + (31 * c)) % 256);
                picture.Set(y, x, new Vec3b(Channel(2), Channel(1), Channel(0)));
            }
        }

        return picture;
    }
}
