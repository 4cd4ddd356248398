using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

public sealed class PredictCommandTests : IDisposable
{
    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Crop_is_labelled_on_one_line()
    {
        string bright = Photo("bright.png", 210);
        CommandLine line = await Predict(bright);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Matches(@"bright\.png: 1 face: 1 with_mask \(\d+ %\)", Assert.Single(line.Lines));
        Assert.Equal("", line.Error);
    }

    [Fact]
    public async Task Json_is_the_only_text_on_standard_output()
    {
        Photo("photos/b.png", 40);
        Photo("photos/a.png", 210);
        Photo("photos/Z.PNG", 210);
        Photo("photos/deep/er/c.jpg", 40);
        File.WriteAllText(folder.File("photos/notes.txt"), "no photo");
        CommandLine line = await Predict(folder.File("photos"), "--json", "-");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        JsonElement[] rows = [.. line.Lines.Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(
            ["Z.PNG", "a.png", "b.png", Path.Combine("deep", "er", "c.jpg")],
            rows.Select(r => Path.GetRelativePath(folder.File("photos"), r.GetProperty("source").GetString()!)));
        Assert.Equal(
            ["with_mask", "with_mask", "without_mask", "without_mask"],
            rows.Select(r => r.GetProperty("faces")[0].GetProperty("label").GetString()));
        JsonElement face = rows[1].GetProperty("faces")[0];
        Assert.Equal(64, face.GetProperty("width").GetInt32());
        Assert.Equal(1, face.GetProperty("scores").EnumerateObject().Sum(s => s.Value.GetDouble()), 3);
        Assert.Equal(64, rows[1].GetProperty("model").GetString()!.Length);
    }

    [Fact]
    public async Task Json_file_has_no_byte_order_mark()
    {
        string json = folder.File("out/p.jsonl");
        CommandLine line = await Predict(Photo("größe.png", 210), "--json", json);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Single(line.Lines);
        Assert.Equal((byte)'{', File.ReadAllBytes(json)[0]);
        Assert.Contains("größe.png", Assert.Single(File.ReadAllLines(json)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bad_file_returns_3_and_the_others_are_processed()
    {
        string good = Photo("photos/b.png", 40);
        File.WriteAllText(folder.File("photos/a.jpg"), "text");
        File.WriteAllBytes(folder.File("photos/c.jpg"), []);
        CommandLine line = await Predict(folder.File("photos"), folder.File("nowhere.png"), "--json", "-");
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        JsonElement[] rows = [.. line.Lines.Select(l => JsonDocument.Parse(l).RootElement)];
        Assert.Equal(4, rows.Length);
        Assert.Contains("not an image", rows[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(good, rows[1].GetProperty("source").GetString());
        Assert.True(rows[1].TryGetProperty("faces", out _));
        Assert.Contains("empty", rows[2].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("nowhere.png", rows[3].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Contains("3 of 4 photos failed", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotated_pictures_keep_names_folders_and_formats()
    {
        Photo("photos/a.png", 40);
        Photo("photos/sub/a.jpg", 40);
        Photo("photos/sub/b.webp", 40);
        Photo("other/a.png", 40);
        string output = folder.File("annotated");
        CommandLine line = await Predict(folder.File("photos"), folder.File("other"), "--out", output);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        string[] written = [.. Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(output, f))
            .Order(StringComparer.Ordinal)];
        Assert.Equal(["a-2.png", "a.png", Path.Combine("sub", "a.jpg"), Path.Combine("sub", "b.webp")], written);
        Assert.All(written, name =>
        {
            using Mat picture = ImageDecoder.Read(Path.Combine(output, name));
            Assert.Equal(new Size(64, 64), picture.Size());
        });
        Assert.Equal((byte)'R', File.ReadAllBytes(Path.Combine(output, "sub", "b.webp"))[0]);
    }

    [Fact]
    public async Task Output_folder_inside_the_photos_is_not_read()
    {
        Photo("photos/a.png", 40);
        string output = folder.File("photos/annotated");
        await Predict(folder.File("photos"), "--out", output);
        CommandLine second = await Predict(folder.File("photos"), "--out", output);
        Assert.Single(second.Lines);
    }

    [Fact]
    public async Task Photos_are_never_overwritten()
    {
        string photo = Photo("photos/a.png", 40);
        byte[] before = File.ReadAllBytes(photo);
        CommandLine line = await Predict(folder.File("photos"), "--out", folder.File("photos"));
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("overwrite", line.Error, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(photo));
    }

    [Fact]
    public async Task Photo_from_standard_input_is_judged_and_drawn()
    {
        byte[] photo = File.ReadAllBytes(Photo("a.png", 210));
        string[] args = ["-", "--model", folder.Model, "--detector", "none", "--json", "-", "--out", folder.File("annotated")];
        CommandLine line = await CommandLine.PredictInputAsync(photo, args);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        JsonElement row = JsonDocument.Parse(Assert.Single(line.Lines)).RootElement;
        Assert.Equal(("-", 64), (row.GetProperty("source").GetString(), row.GetProperty("width").GetInt32()));
        Assert.True(File.Exists(folder.File("annotated/stdin.jpg")));
        line = await CommandLine.PredictInputAsync([1, 2, 3], args);
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("error: -: the content is not an image", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Violation_in_a_photo_gives_4_with_gate_exit_only()
    {
        (string masked, string bare) = (Photo("masked.png", 210), Photo("bare.png", 40));
        Assert.Equal(ExitCodes.Done, (await Predict(masked, "--gate-exit")).ExitCode);
        Assert.Equal(ExitCodes.Done, (await Predict(masked, bare)).ExitCode);
        CommandLine line = await Predict(masked, bare, "--gate-exit");
        Assert.Equal((ExitCodes.Gate, 2), (line.ExitCode, line.Lines.Length));
        Assert.Contains("--gate-exit: 1 seen without a mask", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await Predict(bare, "--gate-exit", "--set", "predict.uncertainBelow=1")).ExitCode);
        line = await Predict(bare, "--gate-exit", "--set", "gate.labels=bare");
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("gate.labels: found bare", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hidden_files_and_videos_of_a_folder_are_counted()
    {
        Photo("photos/a.png", 210);
        Photo("photos/.b.png", 210);
        Photo("photos/.c/d.png", 210);
        File.WriteAllText(folder.File("photos/e.mp4"), "");
        CommandLine line = await Predict(folder.File("photos"));
        Assert.Single(line.Lines);
        Assert.Contains("photos: left out 2 hidden files and folders, and 1 videos", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotated_photo_is_drawn_upright()
    {
        using var stored = new Mat(40, 90, MatType.CV_8UC3, Scalar.Gray);
        string photo = folder.File("turned.jpg");
        File.WriteAllBytes(photo, ExifJpeg.Encode(stored, ExifJpeg.TurnClockwise));
        CommandLine line = await Predict(photo, "--out", folder.File("annotated"), "--json", "-");
        JsonElement row = JsonDocument.Parse(Assert.Single(line.Lines)).RootElement;
        Assert.Equal((40, 90), (row.GetProperty("width").GetInt32(), row.GetProperty("height").GetInt32()));
        using Mat picture = ImageDecoder.Read(folder.File("annotated/turned.jpg"));
        Assert.Equal(new Size(40, 90), picture.Size());
    }

    [Theory]
    [InlineData("Required argument")]
    [InlineData("Unknown option --nope", "a.jpg", "--nope")]
    [InlineData("Unknown option -x", "-x")]
    [InlineData("as the value of --out", "a.jpg", "--out", "--nope")]
    [InlineData("'dlib'", "a.jpg", "--detector", "dlib")]
    [InlineData("predict.foo", "a.jpg", "--set", "predict.foo=1")]
    [InlineData("nowhere.json", "a.jpg", "--config", "nowhere.json")]
    public async Task Wrong_arguments_are_explained_and_return_2(string message, params string[] args)
    {
        CommandLine line = await CommandLine.RunAsync(args);
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains(message, line.Error, StringComparison.Ordinal);
        Assert.Equal("", line.Output);
    }

    [Fact]
    public async Task Missing_model_returns_3()
    {
        CommandLine line = await CommandLine.RunAsync(Photo("a.png", 40), "--detector", "none", "--model", folder.File("nowhere.zip"));
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("nowhere.zip", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_without_photos_returns_3()
    {
        folder.File("empty/x");
        CommandLine line = await Predict(folder.File("empty"));
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("no photos", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_lists_the_options()
    {
        CommandLine line = await CommandLine.RunAsync("--help");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.All(
            ["PATH", "--model", "--detector", "--out", "--json", "--config", "--set"],
            o => Assert.Contains(o, line.Output, StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public async Task Faces_of_real_photos_are_detected_and_labelled()
    {
        string yunet = SharedData.Need("models/face_detection_yunet_2023mar.onnx");
        string[] photos = [.. GroupPhoto.Some(5).Select(photo => photo.Path)];
        CommandLine line = await CommandLine.RunAsync(
            [
                .. photos, "--model", folder.Model, "--detector", "yunet", "--set", "yunet.model=" + yunet, "--json", "-",
                "--out", folder.File("annotated"),
            ]);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Equal(photos, line.Lines.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("source").GetString()));
        Assert.Contains(line.Lines, l => JsonDocument.Parse(l).RootElement.GetProperty("faces").GetArrayLength() > 0);
        Assert.Equal(5, Directory.GetFiles(folder.File("annotated")).Length);
    }

    private Task<CommandLine> Predict(params string[] args) =>
        CommandLine.RunAsync([.. args, "--model", folder.Model, "--detector", "none"]);

    private string Photo(string name, int level)
    {
        string path = folder.File(name);
        using Mat photo = TinyModel.Noise(level, 1, 64);
        Cv2.ImEncode(Path.GetExtension(path), photo, out byte[] bytes);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
