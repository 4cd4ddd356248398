using System.Text.Json.Nodes;
using MaskML.Train.Comparison;
using Xunit;

namespace MaskML.Tests.Comparison;

public sealed class JsonDifferenceTests
{
    [Fact]
    public void Different_values_are_named_by_their_path()
    {
        JsonObject old = Parse("""{ "seed": 1, "head": { "l2": [1, 10], "maxIterations": 200 }, "gone": true }""");
        JsonObject @new = Parse("""{ "seed": 1, "head": { "l2": [1], "maxIterations": 200 }, "labels": { "a": null } }""");
        Assert.Equal(
            [
                new JsonDifference("head.l2", "[1,10]", "[1]"),
                new JsonDifference("labels.a", null, "null"),
                new JsonDifference("gone", "true", null),
            ],
            JsonDifference.Of(old, @new));
        Assert.Empty(JsonDifference.Of(old, Parse(old.ToJsonString())));
    }

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
