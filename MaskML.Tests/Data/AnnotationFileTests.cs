using System.Text;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class AnnotationFileTests : IDisposable
{
    private const string Valid = """
        [ { "photo": "a.jpg", "width": 96, "height": 96, "faces": [
              { "x": 10, "y": 10, "width": 30, "height": 40, "label": "WithMask" },
              { "x": 50, "y": 50, "width": 20.4, "height": 0, "label": "without_mask" },
              { "x": 1, "y": 2, "width": 3, "height": 4, "label": "unclear" } ] },
          { "photo": "gone.jpg", "faces": [ { "x": 1, "y": 2, "width": 30, "height": 4, "label": "with_mask" } ] },
          { "photo": "empty.jpg", "faces": [] } ]
        """;

    private readonly DataFixture data = new();

    public void Dispose() => data.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("photos/")]
    public void Annotated_faces_have_boxes_and_unusable_ones_are_reported(string folder)
    {
        data.Write("annotations.json", Valid);
        data.Write(folder + "a.jpg", "x");
        data.Write(folder + "empty.jpg", "x");
        data.Write(folder + "extra.jpg", "x");

        ScanResult scan = Scan();

        ImageFile file = Assert.Single(scan.Files);
        Assert.Equal(folder + "a.jpg", file.RelativePath);
        Assert.Equal([new Target("with_mask", new Rect(10, 10, 30, 40))], file.Targets);
        Assert.Contains(scan.Skipped, s => s.Reason.Contains("has no area", StringComparison.Ordinal));
        Assert.Contains(scan.Skipped, s => s.Reason.Contains("no such file", StringComparison.Ordinal));
        Assert.Contains(scan.Notes, n => n.Contains("1 annotated faces were left out", StringComparison.Ordinal));
        Assert.Contains(scan.Notes, n => n.Contains("1 photos have no face", StringComparison.Ordinal));
        Assert.Contains(scan.Notes, n => n.Contains("1 photos are not in", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "not valid JSON (line 1")]
    [InlineData("[{\"photo\":\"\\ud800\",\"faces\":[]}]", "not valid UTF-8")]
    [InlineData("{}", "the whole file: found Object; expected an array")]
    [InlineData("[1]", "entry 1: found Number; expected an object")]
    [InlineData("[{\"faces\":[]}]", "entry 1: \"photo\" is missing")]
    [InlineData("[{\"photo\":\"../a.jpg\",\"faces\":[]}]", "expected a file inside of the folder")]
    [InlineData("[{\"photo\":\"a.jpg\"}]", "entry 1 (\"a.jpg\"): \"faces\" is missing")]
    [InlineData("[{\"photo\":\"a.jpg\",\"faces\":[{\"x\":1,\"y\":1,\"width\":1,\"height\":1,\"label\":\"\"}]}]", "face 1: label is \"\"")]
    [InlineData("[{\"photo\":\"a.jpg\",\"faces\":[{\"x\":\"1\",\"label\":\"m\"}]}]", "face 1: x is \"1\"; expected a number")]
    [InlineData("[{\"photo\":\"a.jpg\",\"faces\":[{\"x\":1e300,\"label\":\"m\"}]}]", "x is 1e300")]
    public void Malformed_annotations_throw_with_their_place(string json, string expected)
    {
        data.Write("annotations.json", json);

        Assert.Contains(expected, Assert.Throws<InputException>(Scan).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Byte_order_mark_is_ignored()
    {
        data.Write("annotations.json", "\uFEFF" + Valid);
        data.Write("a.jpg", "x");

        Assert.Single(Scan().Files);
    }

    [Fact]
    public void Damaged_annotations_throw_only_InputException()
    {
        var random = new Random(7);
        byte[] valid = Encoding.UTF8.GetBytes(Valid);
        data.Write("a.jpg", "x");
        for (int round = 0; round < 1500; round++)
        {
            byte[] damaged = [.. valid];
            for (int i = random.Next(1, 6); i > 0; i--)
            {
                int at = random.Next(damaged.Length);
                damaged = random.Next(4) switch
                {
                    0 => [.. damaged[..at], .. damaged[Math.Min(damaged.Length, at + random.Next(1, 30))..], (byte)' '],
                    1 => [.. damaged[..at], .. damaged[random.Next(at + 1)..]],
                    2 => [.. damaged[..at], (byte)"0123456789\"[]{},:-.e\\ntu"[random.Next(24)], .. damaged[at..]],
                    _ => [.. damaged[..at], (byte)random.Next(256), .. damaged[(at + 1)..]],
                };
            }

            data.Write("annotations.json", damaged);
            try
            {
                Scan();
            }
            catch (InputException)
            {
                // The only exception allowed.
            }
        }
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Group_photos_are_read_completely()
    {
        string photos = SharedData.Need("data/group-photos");

        ScanResult scan = DatasetScanner.Scan(new DataOptions { Sources = [photos] });

        Assert.Equal(427, scan.Files.Count);
        Assert.Equal(2065, scan.Files.Sum(f => f.Targets.Count) + scan.Skipped.Count);
    }

    private ScanResult Scan() => DatasetScanner.Scan(
        new DataOptions { Sources = [data.Root], Labels = new Dictionary<string, string?> { ["unclear"] = null } });
}
