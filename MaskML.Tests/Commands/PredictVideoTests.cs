using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Tests of <c>predict</c> with videos.</summary>
public sealed class PredictVideoTests : IDisposable
{
    private const int Bright = 210;
    private const int Dark = 40;

    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Json_has_a_line_for_each_frame_and_the_summary_as_its_last()
    {
        string clip = Clip.Noise(folder.File("clip.mp4"), Levels(30, Bright));
        CommandLine line = await Predict(clip, "--json", "-");
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        JsonElement[] rows = Rows(line);
        Assert.Equal(31, rows.Length);
        Assert.Equal(Enumerable.Range(0, 30), rows[..^1].Select(row => row.GetProperty("frame").GetInt32()));
        Assert.Equal(0.4, rows[10].GetProperty("time").GetDouble(), 3);
        Assert.Equal(64, rows[10].GetProperty("width").GetInt32());
        Assert.Equal(64, rows[10].GetProperty("model").GetString()!.Length);
        JsonElement face = rows[10].GetProperty("faces")[0];
        Assert.Equal((1, "with_mask"), (face.GetProperty("track").GetInt32(), face.GetProperty("label").GetString()));
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("faces")[0].GetProperty("track").ValueKind);
        JsonElement summary = rows[^1].GetProperty("summary");
        Assert.Equal((30, 1, 0), (Number(summary, "frames"), Number(summary, "people"), Number(summary, "labelChanges")));
        Assert.Equal(1, Number(summary.GetProperty("labels"), "with_mask"));
        Assert.Equal(JsonValueKind.Null, summary.GetProperty("longestViolation").ValueKind);
    }

    [Fact]
    public async Task Summary_is_one_line_with_frames_people_and_the_longest_violation()
    {
        CommandLine line = await Predict(Clip.Noise(folder.File("clip.mp4"), Levels(50, Dark)));
        string summary = Assert.Single(line.Lines);
        Assert.StartsWith(folder.File("clip.mp4"), summary, StringComparison.Ordinal);
        Assert.All(
            ["50 frames", "1 person", "1 without_mask", "1.9 s", "track 1"],
            part => Assert.Contains(part, summary, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Label_of_a_track_does_not_flicker_with_its_frames()
    {
        // Every third frame has the other label.
        string clip = Clip.Noise(folder.File("clip.mp4"), Enumerable.Range(0, 200).Select(i => i % 3 == 2 ? Dark : Bright));
        CommandLine line = await Predict(clip, "--json", "-");
        Assert.Equal(0, Number(Rows(line)[^1].GetProperty("summary"), "labelChanges"));
    }

    [Fact]
    public async Task Violation_in_a_video_gives_4_with_gate_exit()
    {
        string clip = Clip.Noise(folder.File("door.mp4"), Levels(40, Dark));
        CommandLine line = await Predict(clip, "--gate-exit", "--set", "gate.frames=5");
        Assert.Equal((ExitCodes.Gate, 2), (line.ExitCode, line.Lines.Length));
        Assert.Contains("--gate-exit: 1 seen without a mask", line.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await Predict(clip, "--gate-exit", "--set", "gate.frames=500")).ExitCode);
    }

    [Fact]
    public async Task Violation_is_reported_once_and_does_not_change_the_exit_code()
    {
        string clip = Clip.Noise(folder.File("door.mp4"), Levels(40, Dark));
        string json = folder.File("door.jsonl");
        CommandLine line = await Predict(clip, "--gate", "--set", "gate.frames=5", "--json", json);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Equal(2, line.Lines.Length);
        Assert.StartsWith(clip, line.Lines[0], StringComparison.Ordinal);
        Assert.All(["0:00.2", "track 1", "without_mask"], part => Assert.Contains(part, line.Lines[0], StringComparison.Ordinal));
        JsonElement gate = Assert.Single(
            File.ReadAllLines(json).Select(text => JsonDocument.Parse(text).RootElement), row => row.TryGetProperty("event", out _));
        Assert.Equal((6, 1), (Number(gate, "frame"), Number(gate.GetProperty("event"), "track")));
    }

    [Fact]
    public async Task Gate_without_any_label_of_the_model_returns_2()
    {
        CommandLine line =
            await Predict(Clip.Noise(folder.File("door.mp4"), Levels(3, Dark)), "--gate", "--set", "gate.labels=[\"no_helmet\"]");
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("no_helmet", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotated_video_has_every_frame_with_its_faces()
    {
        string clip = Clip.Noise(folder.File("clip.avi"), Levels(20, Bright), "MJPG", 200);
        CommandLine line = await Predict(clip, "--out", folder.File("annotated"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        IReadOnlyList<Mat> frames = Clip.Read(Assert.Single(Directory.GetFileSystemEntries(folder.File("annotated"))));
        Assert.Equal(20, frames.Count);
        Assert.All(frames, frame =>
        {
            // The box is green; the noise is grey.
            Scalar edge = new Mat(frame, new Rect(0, 60, 2, 80)).Mean();
            Assert.True(edge.Val1 > edge.Val2 + 50);
        });
    }

    [Fact]
    public async Task Faces_are_unrecognisable_in_annotated_videos_and_pictures_with_blur()
    {
        string clip = Clip.Noise(folder.File("clip.avi"), Levels(5, Bright), "MJPG", 200);
        using Mat photo = TinyModel.Noise(Bright, 1, 200);
        Cv2.ImWrite(folder.File("photo.png"), photo);
        await Predict(clip, folder.File("photo.png"), "--out", folder.File("plain"));
        await Predict(clip, folder.File("photo.png"), "--out", folder.File("blurred"), "--blur");
        double Spread(Mat frame)
        {
            Cv2.MeanStdDev(new Mat(frame, new Rect(60, 60, 80, 80)), out _, out Scalar spread);
            return spread.Val0;
        }

        Assert.All(Clip.Read(folder.File("plain/clip.mp4")), frame => Assert.True(Spread(frame) > 10));
        Assert.All(Clip.Read(folder.File("blurred/clip.mp4")), frame => Assert.InRange(Spread(frame), 0, 5));
        using Mat plain = Cv2.ImRead(folder.File("plain/photo.png"));
        using Mat blurred = Cv2.ImRead(folder.File("blurred/photo.png"));
        Assert.True(Spread(plain) > 10);
        Assert.InRange(Spread(blurred), 0, 5);
    }

    [Fact]
    public async Task Photos_come_before_videos_in_one_call()
    {
        string clip = Clip.Noise(folder.File("clip.mp4"), Levels(5, Bright));
        using Mat photo = TinyModel.Noise(Dark, 1, 64);
        Cv2.ImWrite(folder.File("photo.png"), photo);
        CommandLine line = await Predict(clip, folder.File("photo.png"), "--out", folder.File("annotated"));
        Assert.Collection(
            line.Lines,
            text => Assert.StartsWith(folder.File("photo.png"), text, StringComparison.Ordinal),
            text => Assert.StartsWith(clip, text, StringComparison.Ordinal));
        Assert.Equal(["clip.mp4", "photo.png"], Directory.GetFiles(folder.File("annotated")).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task Video_that_is_cut_off_is_analysed_up_to_its_end()
    {
        string cut = Clip.Noise(folder.File("cut.avi"), Levels(40, Bright), "MJPG");
        Clip.Cut(cut, 0.5);
        string whole = Clip.Noise(folder.File("whole.mp4"), Levels(10, Bright));
        CommandLine line = await Predict(cut, whole, "--json", "-", "--out", folder.File("annotated"));
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Matches(@"cut\.avi: .*cut off.* \d+ of 40", line.Error);
        Assert.Contains("1 of 2", line.Error, StringComparison.Ordinal);
        JsonElement[] ends = [.. Rows(line).Where(row => row.TryGetProperty("summary", out _))];
        Assert.Contains("cut off", ends[0].GetProperty("error").GetString(), StringComparison.Ordinal);
        int frames = Number(ends[0].GetProperty("summary"), "frames");
        Assert.InRange(frames, 10, 30);
        Assert.Equal(10, Number(ends[1].GetProperty("summary"), "frames"));
        Assert.Equal(frames, Clip.Read(folder.File("annotated/cut.mp4")).Count);
    }

    [Fact]
    public async Task Missing_camera_and_files_that_are_not_videos_do_not_stop_the_others()
    {
        File.WriteAllText(folder.File("text.mp4"), "text");
        string whole = Clip.Noise(folder.File("whole.mp4"), Levels(4, Bright));
        CommandLine line = await Predict("camera:97", folder.File("text.mp4"), folder.File("nowhere.mkv"), whole, "--json", "-");
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.All(["camera:97: ", "text.mp4: ", "nowhere.mkv: "], source => Assert.Contains(source, line.Error, StringComparison.Ordinal));
        Assert.Equal(4, Rows(line).Count(row => row.TryGetProperty("frame", out _)));
        Assert.Equal(3, Rows(line).Count(row => row.TryGetProperty("error", out _)));
    }

    [Fact]
    public async Task Two_cameras_in_one_call_return_2()
    {
        CommandLine line = await Predict("camera:0", "rtsp://host/cam");
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("expected one", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_that_never_answers_returns_3()
    {
        using CameraServer server = CameraServer.Silent();
        CommandLine line = await Predict(server.Url, "--set", "video.openTimeout=0.2");
        Assert.Equal(ExitCodes.Input, line.ExitCode);
        Assert.Contains("does not answer within 0.2 s", line.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_is_written_as_video_and_JSON()
    {
        using CameraServer server = CameraServer.Motion(10, 40);
        string json = folder.File("cam.jsonl");
        CommandLine line = await Predict(server.Url, "--set", "video.reconnects=0", "--out", folder.File("annotated"), "--json", json);
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        JsonElement summary = JsonDocument.Parse(File.ReadLines(json).Last()).RootElement.GetProperty("summary");
        Assert.Equal(40, Number(summary, "frames") + Number(summary, "skipped"));
        Assert.NotEmpty(Clip.Read(Assert.Single(Directory.GetFiles(folder.File("annotated")))));
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public async Task Drawn_people_are_followed_through_a_pan()
    {
        string yunet = SharedData.Need("models/face_detection_yunet_2023mar.onnx");
        string clip = Clip.Scene(folder.File("scene.mp4"), 60);
        CommandLine line = await CommandLine.RunAsync(
            clip, "--model", folder.Model, "--detector", "yunet", "--set", "yunet.model=" + yunet, "--json", "-");
        JsonElement summary = Rows(line)[^1].GetProperty("summary");
        Assert.InRange(Number(summary, "people"), 1, 8);
        Assert.InRange(Number(summary, "trackFrames"), 50, 60 * 8);
        Assert.True(Number(summary, "labelChanges") * 200 <= Number(summary, "trackFrames"));
    }

    private static IEnumerable<int> Levels(int frames, int level) => Enumerable.Repeat(level, frames);

    private static JsonElement[] Rows(CommandLine line) => [.. line.Lines.Select(text => JsonDocument.Parse(text).RootElement)];

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private Task<CommandLine> Predict(params string[] args) =>
        CommandLine.RunAsync([.. args, "--model", folder.Model, "--detector", "none"]);
}
