using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MaskML.Train.Reports.Html;
using Xunit;

namespace MaskML.Tests.Reports.Html;

public sealed class ChartTests
{
    private static readonly Chart Some = new(
        "A <b> & title",
        ChartAxis.Share("x & y"),
        ChartAxis.Share("y"),
        [
            new ChartSeries("one <1>", [(0, 0), (0.5, 0.9), (1, 1)]),
            new ChartSeries("two", [(0, 1), (1, 0)]) { HasMarks = true },
            new ChartSeries("", [(0, 0), (1, 1)]) { IsReference = true },
        ]);

    [Fact]
    public void Colours_are_variables_of_the_page()
    {
        string html = Some.ToFigure().Html;
        Assert.DoesNotContain("rgb(", html, StringComparison.Ordinal);
        Assert.DoesNotContain("black", html, StringComparison.Ordinal);
        Assert.All(
            ["var(--ink)", "var(--line)", "var(--series0)", "var(--series1)"],
            variable => Assert.Contains(variable, html, StringComparison.Ordinal));
    }

    [Fact]
    public void Chart_scales_and_has_an_accessible_name()
    {
        XElement svg = Svg(Some);
        Assert.Equal("0 0 460 320", svg.Attribute("viewBox")!.Value);
        Assert.Null(svg.Attribute("width"));
        Assert.Equal("A <b> & title", svg.Attribute("aria-label")!.Value);
        string[] texts = [.. svg.Descendants().Where(e => e.Name.LocalName == "text").Select(e => e.Value)];
        Assert.All(["x & y", "y"], text => Assert.Contains(text, texts));
        Assert.Empty(svg.DescendantsAndSelf().Attributes("id"));
    }

    [Fact]
    public void Legend_is_text_of_the_page_that_names_each_line_but_references()
    {
        string html = Some.ToFigure().Html;
        Assert.Contains("<i class=\"line0\">one &lt;1&gt;</i><i class=\"line1\">two</i>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("line2", html, StringComparison.Ordinal);
        Assert.DoesNotContain("legend", (Some with { Series = [Some.Series[0]] }).ToFigure().Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Line_goes_through_its_points()
    {
        XElement line = Svg(Some)
            .Descendants().First(e => e.Name.LocalName == "polyline" && e.ToString().Contains("--series0", StringComparison.Ordinal));
        double[][] points =
        [
            .. line.Attribute("points")!.Value.Split(' ')
                .Select(p => p.Split(',').Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray()),
        ];
        Assert.Equal(3, points.Length);
        Assert.Equal(0.5, (points[1][0] - points[0][0]) / (points[2][0] - points[0][0]), 1e-3);
        Assert.Equal(0.9, (points[1][1] - points[0][1]) / (points[2][1] - points[0][1]), 1e-3);
    }

    private static XElement Svg(Chart chart) =>
        XElement.Parse(Regex.Match(chart.ToFigure().Html, "<svg.*?</svg>", RegexOptions.Singleline).Value);
}
