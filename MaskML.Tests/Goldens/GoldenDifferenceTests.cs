using System.Text.Json.Nodes;
using Xunit;

namespace MaskML.Tests.Goldens;

public sealed class GoldenDifferenceTests
{
    [Theory]
    [InlineData("""{ "faces": [{ "x": 10, "detection": 0.931 }], "width": 64 }""")]
    [InlineData("""{ "faces": [{ "x": 11, "detection": 0.9302 }], "width": 64 }""")]
    public void Difference_within_the_tolerance_is_not_reported(string found) => Assert.Empty(Between(found));

    [Theory]
    [InlineData("""{ "faces": [{ "x": 12, "detection": 0.931 }], "width": 64 }""", "$.faces[0].x: found 12, expected 10")]
    [InlineData("""{ "faces": [{ "x": 10, "detection": 1 }], "width": 64 }""", "$.faces[0].detection: found 1, expected 0.931")]
    [InlineData("""{ "faces": [{ "x": 10, "detection": "*" }], "width": 64 }""", "$.faces[0].detection: found \"*\", expected 0.931")]
    [InlineData("""{ "faces": [{ "x": 10, "detection": 0.931 }], "width": 65 }""", "$.width: found 65, expected 64")]
    [InlineData("""{ "faces": [], "width": 64 }""", "$.faces: found 0 items, expected 1")]
    [InlineData("""{ "width": 64, "faces": null }""", "$: found the members width, faces, expected faces, width")]
    [InlineData("""{ "faces": null, "width": 64 }""", "$.faces: found null, expected [{\"x\":10,\"detection\":0.931}]")]
    public void Difference_names_path_found_and_expected(string found, string message) => Assert.Equal([message], Between(found));

    private static IEnumerable<string> Between(string found) => GoldenDifference.Between(
        JsonNode.Parse(found), JsonNode.Parse("""{ "faces": [{ "x": 10, "detection": 0.931 }], "width": 64 }"""));
}
