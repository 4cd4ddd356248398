using System.Text.Json;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Commands;

/// <summary>Tests of <c>predict --distance</c>.</summary>
public sealed class PredictDistanceTests : IDisposable
{
    private readonly ModelFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    [Trait("Kind", "real-data")]
    public async Task Close_pairs_of_a_photo_are_reported_with_their_error()
    {
        Assert.SkipWhen(ModelPlaces.TryFind(HaarFaceDetector.FileName) is null, "OpenCV's cascades (opencv-data) are not here.");
        string photo = GroupPhoto.Some(40).MaxBy(candidate => candidate.Faces.Count(face => face.Width > 40))!.Path;
        string[] common =
        [
            "--model", folder.Model, "--detector", "haar", "--distance", "--set", "distance.metres=50", "--json", "-",
            "--out", folder.File("annotated"),
        ];
        CommandLine line = await CommandLine.RunAsync([photo, .. common]);
        JsonElement row = Rows(line)[0];
        JsonElement pair = row.GetProperty("distances")[0];
        Assert.True(pair.GetProperty("faces")[0].GetInt32() < pair.GetProperty("faces")[1].GetInt32());
        Assert.InRange(pair.GetProperty("metres").GetDouble(), 0.01, 50);
        Assert.True(pair.GetProperty("error").GetDouble() > 0);
    }

    [Fact]
    public async Task Distances_are_absent_unless_enabled()
    {
        string clip = Clip.Noise(folder.File("clip.mp4"), [210, 210]);
        CommandLine line = await CommandLine.RunAsync([clip, "--model", folder.Model, "--detector", "none", "--json", "-"]);
        Assert.All(Rows(line), row => Assert.False(row.TryGetProperty("distances", out _)));
    }

    private static JsonElement[] Rows(CommandLine line) => [.. line.Lines.Select(text => JsonDocument.Parse(text).RootElement)];
}
