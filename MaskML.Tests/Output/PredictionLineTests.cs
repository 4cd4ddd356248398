using System.Text.Json;
using MaskML.Cli.Photos;
using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Output;

public sealed class PredictionLineTests
{
    private static readonly PhotoPrediction Photo = new(
        840,
        549,
        [new LabelledFace(new Face(new Rect(1, 2, 3, 4), 0.93f), "with_mask", 0.98f, false, [0.98f, 0.02f])],
        ["with_mask", "without_mask"],
        "3f2a9c",
        new PhotoTimings(1, 20.123, 2.2));

    [Fact]
    public void Line_has_the_members_of_the_design() => Assert.Equal(
        """
        {"source":"a.jpg","width":840,"height":549,"faces":[{"x":1,"y":2,"width":3,"height":4,"detection":0.93,
        "label":"with_mask","confidence":0.98,"uncertain":false,"scores":{"with_mask":0.98,"without_mask":0.02}}],
        "model":"3f2a9c","milliseconds":{"decode":1,"detect":20.12,"classify":2.2}}
        """.ReplaceLineEndings(""),
        PredictionLine.Format(PhotoResult.Of("a.jpg", Photo)));

    [Fact]
    public void Faces_beyond_the_limit_are_counted_in_the_line() =>
        Assert.Contains(
            """}],"leftOut":7,"model":""",
            PredictionLine.Format(PhotoResult.Of("a.jpg", Photo with { LeftOut = 7 })),
            StringComparison.Ordinal);

    [Fact]
    public void Failed_photo_has_its_error_and_nothing_else() =>
        Assert.Equal("""{"source":"b.jpg","error":"no image"}""", PredictionLine.Format(PhotoResult.Failed("b.jpg", "no image")));

    [Theory]
    [InlineData("weiß/größe 1+1.jpg")]
    [InlineData("line\nbreak \"quoted\" back\\slash")]
    [InlineData("emoji 😀")]
    public void Name_with_any_characters_stays_on_one_line_and_is_read_back(string source)
    {
        string line = PredictionLine.Format(PhotoResult.Failed(source, "x"));
        Assert.DoesNotContain('\n', line);
        Assert.Equal(source, JsonDocument.Parse(line).RootElement.GetProperty("source").GetString());
    }

    [Fact]
    public void Text_line_has_counts_and_confidences()
    {
        LabelledFace masked = Photo.Faces[0];
        LabelledFace bare = masked with { Label = "without_mask", Confidence = 0.77f, Uncertain = true };
        PhotoPrediction three = Photo with { Faces = [masked, bare, masked with { Confidence = 0.91f }] };
        Assert.Equal(
            "a.jpg: 3 faces: 2 with_mask (98 %, 91 %), 1 without_mask (77 % uncertain)",
            PredictionText.Format(new PhotoOutcome(PhotoResult.Of("a.jpg", three))));
        Assert.Equal("a.jpg: 1 face: 1 with_mask (98 %)", PredictionText.Format(new PhotoOutcome(PhotoResult.Of("a.jpg", Photo))));
        Assert.Equal("a.jpg: no faces", PredictionText.Format(new PhotoOutcome(PhotoResult.Of("a.jpg", Photo with { Faces = [] }))));
    }

    [Fact]
    public void Text_line_of_a_crowd_is_short()
    {
        LabelledFace face = Photo.Faces[0];
        PhotoPrediction crowd = Photo with { Faces = [.. Enumerable.Repeat(face, 30), face with { Confidence = 0.6f, Uncertain = true }] };
        Assert.Equal(
            "a.jpg: 31 faces: 31 with_mask (60 % to 98 %, 1 uncertain)",
            PredictionText.Format(new PhotoOutcome(PhotoResult.Of("a.jpg", crowd))));
    }
}
