using System.Diagnostics;
using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Unusual and damaged photos have results or clear messages, and do not stop the others.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class BadPhotosTests : IDisposable
{
    private const int Side = 60000;

    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Bad_photos_have_messages_and_unusual_photos_have_results()
    {
        using Mat picture = TinyModel.Noise(210, 1, 64);
        byte[] png = Encode(".png", picture);
        byte[] jpeg = Encode(".jpg", picture);
        (string Name, byte[] Bytes, string? Error)[] photos =
        [
            ("bomb.gif", Gif(Side, Side), "not an image"),
            ("bomb.png", PngBytes.Make(Side, Side, new byte[50]), "3600 megapixels"),
            ("bomb-beyond-all.png", PngBytes.Make(int.MaxValue, int.MaxValue, new byte[50]), "not an image"),
            ("cut.jpg", jpeg[..(jpeg.Length / 2)], "ends before its last row"),
            ("cut.png", png[..(png.Length / 2)], "ends before its last chunk"),
            ("empty.jpg", [], "empty"),
            ("no-pixels.png", PngBytes.Make(0, 10, new byte[50]), "not an image"),
            ("text.jpg", "no picture"u8.ToArray(), "not an image"),
            ("animated.gif", Gif(8, 8), "JPEG, PNG, BMP or WebP expected"),
            ("dot.png", Encode(".png", picture[new Rect(0, 0, 1, 1)]), null),
            ("line.png", Line(), "are a line"),
            ("named-wrongly.jpg", png, null),
        ];
        foreach ((string name, byte[] bytes, _) in photos)
        {
            File.WriteAllBytes(folder.File("photos/" + name), bytes);
        }

        Directory.CreateDirectory(folder.File("photos/a-folder.jpg"));
        Directory.CreateDirectory(folder.File("bare"));
        string[] paths = [.. photos.Select(photo => folder.File("photos/" + photo.Name))];
        CommandLine line = await PredictAsync([folder.File("bare"), .. paths, folder.File("photos"), "--out", folder.File("annotated")]);

        JsonElement[] rows = [.. line.Lines.Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Equal(
            ["bare", .. photos.Select(photo => photo.Name)], rows.Select(row => Path.GetFileName(row.GetProperty("source").GetString()!)));
        Assert.Contains("no photos in this folder", rows[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.All(photos.Zip(rows.Skip(1)), pair =>
        {
            string? error = pair.Second.TryGetProperty("error", out JsonElement found) ? found.GetString() : null;
            Assert.Equal((pair.First.Name, pair.First.Error is null), (pair.First.Name, error is null));
            Assert.Contains(pair.First.Error ?? "", error ?? "", StringComparison.Ordinal);
        });
        Assert.Contains("11 of 13 photos failed", line.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(folder.File("annotated")).Length);
    }

    [Fact]
    public async Task Named_pipe_is_an_error_and_the_other_photos_are_processed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such pipes.");
        string pipe = folder.File("photos/a.jpg");
        using (Process make = Process.Start("mkfifo", [pipe]))
        {
            await make.WaitForExitAsync();
        }

        using Mat picture = TinyModel.Noise(210, 1, 64);
        File.WriteAllBytes(folder.File("photos/b.png"), Encode(".png", picture));
        CommandLine line = await PredictAsync(folder.File("photos"));
        Assert.Contains("a pipe", line.Lines[0], StringComparison.Ordinal);
        Assert.Contains("with_mask", line.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Link_to_a_photo_is_followed_and_a_broken_link_is_an_error()
    {
        using Mat picture = TinyModel.Noise(210, 1, 64);
        File.WriteAllBytes(folder.File("real.png"), Encode(".png", picture));
        File.CreateSymbolicLink(folder.File("photos/a.png"), folder.File("real.png"));
        File.CreateSymbolicLink(folder.File("photos/b.png"), folder.File("gone.png"));
        CommandLine line = await PredictAsync(folder.File("photos"));
        Assert.Contains("with_mask", line.Lines[0], StringComparison.Ordinal);
        Assert.Contains("cannot be read", line.Lines[1], StringComparison.Ordinal);
    }

    private Task<CommandLine> PredictAsync(params string[] args) =>
        CommandLine.RunAsync([.. args, "--json", "-", "--model", folder.Model, "--detector", "none"]);

    private static byte[] Encode(string extension, Mat picture)
    {
        Cv2.ImEncode(extension, picture, out byte[] bytes);
        return bytes;
    }

    private static byte[] Line()
    {
        using var line = new Mat(1, 20000, MatType.CV_16UC1, Scalar.All(40000));
        return Encode(".png", line);
    }

    // Two frames of one colour each, 8 x 8 pixels, on a canvas of the given size.
    private static byte[] Gif(ushort width, ushort height)
    {
        byte[] frame =
        [
            0x2C, 0, 0, 0, 0, 8, 0, 8, 0, 0, 8, 15,
            0x00, 0x01, 0x08, 0x1C, 0x48, 0xB0, 0xA0, 0xC1, 0x83, 0x08, 0x13, 0x2A, 0x4C, 0x18, 0x10, 0,
        ];
        byte[] pause = [0x21, 0xF9, 4, 0, 10, 0, 0, 0];
        return
        [
            .. "GIF89a"u8, .. BitConverter.GetBytes(width), .. BitConverter.GetBytes(height),
            0x81, 0, 0, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            .. pause, .. frame, .. pause, .. frame, 0x3B,
        ];
    }
}
