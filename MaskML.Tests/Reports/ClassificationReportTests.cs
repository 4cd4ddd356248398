using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Tests.Metrics;
using MaskML.Train.Metrics;
using MaskML.Train.Reports;
using Xunit;

namespace MaskML.Tests.Reports;

public sealed class ClassificationReportTests
{
    [Theory]
    [MemberData(nameof(Cases))]
    public void Classification_report_equals_that_of_scikit_learn(int index)
    {
        MetricsCase expected = MetricsCase.All[index];
        JsonObject report = ClassificationReport.Of(ClassificationMetrics.Of(expected.Labels, expected.Images()));
        AssertSame(expected.Report, JsonSerializer.SerializeToElement(report));
    }

    public static TheoryData<int> Cases() => [.. Enumerable.Range(0, MetricsCase.All.Count)];

    private static void AssertSame(JsonElement expected, JsonElement actual)
    {
        if (expected.ValueKind == JsonValueKind.Number)
        {
            Assert.Equal(expected.GetDouble(), actual.GetDouble(), 1e-12);
            return;
        }

        Assert.Equal(
            expected.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal),
            actual.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        foreach (JsonProperty property in expected.EnumerateObject())
        {
            AssertSame(property.Value, actual.GetProperty(property.Name));
        }
    }
}
