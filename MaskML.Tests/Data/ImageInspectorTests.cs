using System.Collections.Concurrent;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Data;

public sealed class ImageInspectorTests : IDisposable
{
    private readonly DataFixture data = new();

    public void Dispose() => data.Dispose();

    [Fact]
    public void Unusable_files_are_reported_and_the_others_are_inspected()
    {
        using Mat picture = DataFixture.Draw(1, 200, 150);
        byte[] jpeg = DataFixture.Encode(picture, ".jpg");
        byte[] png = DataFixture.Encode(picture);
        byte[] hugeJpeg = [.. jpeg];
        int frame = hugeJpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        new byte[] { 0x4E, 0x20, 0x4E, 0x20 }.CopyTo(hugeJpeg, frame + 5); // 20,000 x 20,000 pixels.
        (string Name, byte[] Bytes, string? Reason)[] files =
        [
            ("empty.jpg", [], "empty"),
            ("text.jpg", "This is no image at all."u8.ToArray(), "not an image"),
            ("cut.jpg", jpeg[..(jpeg.Length / 2)], "ends before its last row"),
            ("cut.png", png[..(png.Length / 2)], "damaged or cut off"),
            ("cut.bmp", DataFixture.Encode(picture, ".bmp")[..5000], "damaged or cut off"),
            ("cut.webp", DataFixture.Encode(picture, ".webp")[..^20], "damaged or cut off"),
            ("huge.bmp", HugeBitmap(), "megapixels"),
            ("huge.jpg", hugeJpeg, "megapixels"),
            ("good.jpg", jpeg, null),
            ("good.png", png, null),
            ("good.webp", DataFixture.Encode(picture, ".webp"), null),
            ("good.bmp", DataFixture.Encode(picture, ".bmp"), null),
        ];
        ImageFile[] scanned = [.. files.Select(f => File(f.Name, f.Bytes))];

        for (int run = 0; run < 2; run++)
        {
            Inspection inspection = Inspect(scanned);

            Assert.Equal(files.Where(f => f.Reason is null).Select(f => f.Name), inspection.Files.Select(f => f.File.RelativePath));
            Assert.Equal(files.Where(f => f.Reason is not null).Select(f => f.Name), inspection.Skipped.Select(s => s.RelativePath));
            Assert.All(
                inspection.Skipped.Zip(files.Where(f => f.Reason is not null)),
                p => Assert.Contains(p.Second.Reason!, p.First.Reason, StringComparison.Ordinal));
            Assert.All(inspection.Files, f => Assert.Equal((200, 150), (f.Width, f.Height)));
            Assert.Equal(run * files.Length, inspection.CacheHits);
        }
    }

    [Fact]
    public void Wrongly_named_image_is_used_and_noted()
    {
        using Mat picture = DataFixture.Draw(1);

        Inspection inspection = Inspect([File("a.jpg", DataFixture.Encode(picture)), File("b.jpeg", DataFixture.Encode(picture, ".jpg"))]);

        Assert.Equal(2, inspection.Files.Count);
        Assert.Equal("a.jpg is named as JPEG, but is PNG; it is used.", Assert.Single(inspection.Notes));
    }

    [Fact]
    public void Missing_file_is_reported()
    {
        var gone = new ImageFile(Path.Combine(data.Root, "gone.png"), "gone.png", 3, null, [new Target("a", null)]);

        SkippedFile skipped = Assert.Single(Inspect([gone]).Skipped);

        Assert.Equal(("gone.png", 3), (skipped.RelativePath, skipped.Source));
        Assert.Contains("cannot be read", skipped.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_picture_is_decoded_to_8_bit_BGR()
    {
        using Mat grey = new Mat(20, 30, MatType.CV_8UC1, Scalar.All(100));
        using Mat deep = new Mat(20, 30, MatType.CV_16UC3, new Scalar(65535, 32768, 0));
        using Mat transparent = new Mat(20, 30, MatType.CV_8UC4, new Scalar(10, 20, 30, 40));
        using Mat dot = new Mat(1, 1, MatType.CV_8UC3, Scalar.All(7));
        using Mat sample = DataFixture.Draw(2, 30, 20);
        ImageFile[] files =
        [
            File("cmyk.jpg", CmykJpeg()),
            File("deep.png", DataFixture.Encode(deep)),
            File("dot.png", DataFixture.Encode(dot)),
            File("grey.png", DataFixture.Encode(grey)),
            File("rotated.jpg", Rotated(DataFixture.Encode(sample, ".jpg"))),
            File("transparent.png", DataFixture.Encode(transparent)),
        ];
        var seen = new ConcurrentDictionary<string, (int, int, MatType)>(StringComparer.Ordinal);

        Inspection inspection = Inspect(
            files, (file, picture) => seen[file.File.RelativePath] = (picture.Width, picture.Height, picture.Type()));

        Assert.Empty(inspection.Skipped);
        Assert.All(seen.Values, s => Assert.Equal(MatType.CV_8UC3, s.Item3));
        Assert.Equal([(8, 8), (30, 20), (1, 1), (30, 20), (20, 30), (30, 20)], inspection.Files.Select(f => (f.Width, f.Height)));
        Assert.All(
            inspection.Files, f => Assert.Equal((f.Width, f.Height), (seen[f.File.RelativePath].Item1, seen[f.File.RelativePath].Item2)));
    }

    [Fact]
    public void Warm_inspection_decodes_nothing_and_equals_the_cold_one()
    {
        data.Pictures("a", 30, 0);
        ImageFile[] files =
        [
            .. Enumerable.Range(0, 30)
                .Select(i => new ImageFile(Path.Combine(data.Root, $"a/{i:000}.png"), $"a/{i:000}.png", 0, null, [new Target("a", null)])),
        ];
        int decoded = 0;

        Inspection cold = Inspect(files, (_, _) => Interlocked.Increment(ref decoded));
        Inspection warm = Inspect(files, (_, _) => Interlocked.Increment(ref decoded));

        Assert.Equal((30, 0, 30), (decoded, cold.CacheHits, warm.CacheHits));
        Assert.Equal(("decode", 60), (data.PhaseName, data.Steps));
        foreach ((InspectedFile a, InspectedFile b) in cold.Files.Zip(warm.Files))
        {
            Assert.Equal((a.File, a.Width, a.Height), (b.File, b.Width, b.Height));
            Assert.True(a.ContentHash.Span.SequenceEqual(b.ContentHash.Span));
        }

        Assert.Equal(cold.Fingerprints.Select(print => print.Hashes()), warm.Fingerprints.Select(print => print.Hashes()));
    }

    [Fact]
    public void Other_size_limit_inspects_again()
    {
        using Mat picture = DataFixture.Draw(1, 200, 200);
        ImageFile file = File("a.png", DataFixture.Encode(picture));

        Assert.Single(new ImageInspector(new DataOptions { MaxMegapixels = 0.01 }, data, data).Inspect([file]).Skipped);
        Assert.Single(Inspect([file]).Files);
    }

    [Fact]
    public void Boxes_are_clipped_and_those_outside_or_too_small_are_left_out()
    {
        using Mat picture = DataFixture.Draw(1, 100, 80);
        Target[] targets =
        [
            new("in", new Rect(10, 10, 20, 20)), new("edge", new Rect(90, 70, 30, 30)), new("outside", new Rect(100, 10, 20, 20)),
            new("small", new Rect(5, 5, 11, 9)),
        ];
        ImageFile file = File("a.png", DataFixture.Encode(picture)) with { Targets = targets };

        Inspection inspection = new ImageInspector(new DataOptions { MinFace = 10 }, data, data).Inspect([file]);

        Assert.Equal([targets[0], new Target("edge", new Rect(90, 70, 10, 10)), targets[3]], Assert.Single(inspection.Files).Targets);
        Assert.Contains("outside of the photo of 100 x 80", Assert.Single(inspection.Skipped).Reason, StringComparison.Ordinal);
        Inspection large = new ImageInspector(new DataOptions { MinFace = 12 }, data, data).Inspect([file]);
        Assert.Single(Assert.Single(large.Files).Targets);
        Assert.Contains(large.Notes, n => n.StartsWith("2 annotated faces", StringComparison.Ordinal));
    }

    [Fact]
    public void Inspection_can_be_cancelled()
    {
        data.Pictures("a", 30, 0);
        ImageFile[] files =
        [
            .. Enumerable.Range(0, 30)
                .Select(i => new ImageFile(Path.Combine(data.Root, $"a/{i:000}.png"), $"a/{i:000}.png", 0, null, [new Target("a", null)])),
        ];
        using var stop = new CancellationTokenSource();

        Assert.ThrowsAny<OperationCanceledException>(
            () => new ImageInspector(new DataOptions(), data, data).Inspect(files, (_, _) => stop.Cancel(), stop.Token));
    }

    private Inspection Inspect(IReadOnlyList<ImageFile> files, Action<InspectedFile, Mat>? decoded = null) =>
        new ImageInspector(new DataOptions(), data, data).Inspect(files, decoded);

    private ImageFile File(string name, byte[] bytes) => new(data.Write(name, bytes), name, 0, null, [new Target("a", null)]);

    /// <summary>The header of a bitmap of 20,000 × 20,000 pixels, with a few of them.</summary>
    private static byte[] HugeBitmap() =>
    [
        (byte)'B', (byte)'M', .. BitConverter.GetBytes(1200000054), 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0,
        .. BitConverter.GetBytes(20000), .. BitConverter.GetBytes(20000), 1, 0, 24, 0, .. new byte[24 + 1000],
    ];

    /// <summary>One block of 8 × 8 pixels with four components, all coefficients zero.</summary>
    private static byte[] CmykJpeg() =>
    [
        0xFF, 0xD8, 0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)1, 64),
        0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        0xFF, 0xC4, 0, 20, 0x00, 1, .. new byte[15], 0, 0xFF, 0xC4, 0, 20, 0x10, 1, .. new byte[15], 0,
        0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0, 0x00, 0xFF, 0xD9,
    ];

    /// <summary>Says in EXIF that the picture has to be turned by a quarter.</summary>
    private static byte[] Rotated(byte[] jpeg)
    {
        byte[] exif =
        [
            .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0,
        ];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]];
    }
}
