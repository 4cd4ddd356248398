using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>The settings of videos change what <c>predict</c> finds.</summary>
public sealed class VideoSettingsTests : IDisposable
{
    private const int Bright = 210;
    private const int Dark = 40;

    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Lead_and_memory_decide_how_often_a_label_changes()
    {
        string clip = Flickering();
        Assert.Equal(0, Number(await SummaryAsync(clip), "labelChanges"));
        Assert.Equal(0, Number(await SummaryAsync(clip, "tracking.lead=1", "tracking.memory=1"), "labelChanges"));
        Assert.InRange(Number(await SummaryAsync(clip, "tracking.lead=0", "tracking.memory=1"), "labelChanges"), 30, 60);
    }

    [Fact]
    public async Task Confirm_decides_from_which_frame_on_a_face_counts()
    {
        string clip = Clip.Noise(folder.File("clip.mp4"), Enumerable.Repeat(Bright, 20));
        Assert.Equal(20, Number(await SummaryAsync(clip, "tracking.confirm=1"), "trackFrames"));
        Assert.Equal(20 - 7, Number(await SummaryAsync(clip, "tracking.confirm=8"), "trackFrames"));
    }

    [Fact]
    public async Task Likeness_decides_which_face_belongs_to_a_track()
    {
        Assert.SkipWhen(ModelPlaces.TryFind(MaskNetFaceDetector.FileName) is null, "MaskML's face detector is not here.");
        string clip = Clip.Scene(folder.File("scene.mp4"), 30, 25);
        Assert.InRange(People(await SceneAsync(clip, "tracking.confirm=1")), 1, 12);
        Assert.InRange(People(await SceneAsync(clip, "tracking.confirm=1", "tracking.likeness=0.999", "tracking.recall=0")), 20, 1000);
    }

    [Fact]
    public async Task Detect_side_decides_how_small_the_searched_frame_is()
    {
        Assert.SkipWhen(ModelPlaces.TryFind(MaskNetFaceDetector.FileName) is null, "MaskML's face detector is not here.");
        string clip = Clip.Scene(folder.File("scene.mp4"), 12, 25);
        Assert.InRange(People(await SceneAsync(clip)), 1, 12);
        Assert.Equal(0, People(await SceneAsync(clip, "video.detectSide=24")));
    }

    [Fact]
    public async Task Codec_decides_how_the_annotated_video_is_written()
    {
        string clip = Clip.Noise(folder.File("clip.mp4"), Enumerable.Repeat(Bright, 3));
        CommandLine line = await RunAsync(clip, "none", ["video.codec=nope"], "--out", folder.File("annotated"));
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        Assert.Contains("video.codec", line.Error, StringComparison.Ordinal);
    }

    // Every third frame has the other label.
    private string Flickering() =>
        Clip.Noise(folder.File("clip.mp4"), Enumerable.Range(0, 90).Select(i => i % 3 == 2 ? Dark : Bright));

    private Task<JsonElement> SummaryAsync(string clip, params string[] settings) => SummaryAsync(clip, "none", settings);

    private Task<JsonElement> SceneAsync(string clip, params string[] settings) =>
        SummaryAsync(clip, MaskNetFaceDetector.DetectorName, settings);

    private async Task<JsonElement> SummaryAsync(string clip, string detector, string[] settings)
    {
        CommandLine line = await RunAsync(clip, detector, settings, "--json", "-");
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        return JsonDocument.Parse(line.Lines[^1]).RootElement.GetProperty("summary");
    }

    private Task<CommandLine> RunAsync(string clip, string detector, string[] settings, params string[] args) => CommandLine.RunAsync(
        [clip, "--model", folder.Model, "--detector", detector, .. args, .. settings.SelectMany(setting => new[] { "--set", setting })]);

    private static int People(JsonElement summary) => Number(summary, "people");

    private static int Number(JsonElement summary, string name) => summary.GetProperty(name).GetInt32();
}
