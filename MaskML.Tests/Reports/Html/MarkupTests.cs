using System.Xml.Linq;
using FsCheck.Xunit;
using MaskML.Train.Reports.Html;
using Xunit;

namespace MaskML.Tests.Reports.Html;

public sealed class MarkupTests
{
    [Fact]
    public void Texts_are_encoded_and_markup_is_not()
    {
        Markup cell = Markup.Of($"<b>{"<script>alert('x')</script>"}</b>");
        Assert.Equal("<b>&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt;</b>", cell.Html);
        Assert.Equal($"<p>{cell.Html}</p>", Markup.Of($"<p>{cell}</p>").Html);
        Assert.Equal($"<p>{cell.Html}{cell.Html}</p>", Markup.Of($"<p>{new[] { cell, cell }}</p>").Html);
    }

    [Fact]
    public void Numbers_are_written_in_the_invariant_culture() =>
        Assert.Equal("<td>99.50 %</td><td>0.125</td>", Markup.Of($"<td>{0.995:P2}</td><td>{0.125}</td>").Html);

    [Property(MaxTest = 300)]
    public bool Encoded_texts_never_become_markup(string? text)
    {
        string clean = new([.. (text ?? "").Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\ufffe' or '\uffff'))]);
        var parsed = XElement.Parse(Markup.Of($"<p title=\"{clean}\">{clean}</p>").Html, LoadOptions.PreserveWhitespace);
        return parsed.Value == clean && parsed.Attribute("title")!.Value == clean && !parsed.HasElements;
    }

    [Fact]
    public void Page_loads_nothing_from_elsewhere()
    {
        string html = HtmlPage.Of(
            "A <title>", Markup.Text("lead"), [new HtmlSection("One", Markup.Text("1")), new HtmlSection("Empty", Markup.Empty)])
            .Html;
        Assert.StartsWith("<!DOCTYPE html>", html, StringComparison.Ordinal);
        Assert.Contains("<title>A &lt;title&gt;</title>", html, StringComparison.Ordinal);
        Assert.Contains("default-src 'none'", html, StringComparison.Ordinal);
        Assert.Contains("prefers-color-scheme: dark", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<link", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http", html.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("Empty", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_list_counts_the_items_that_it_does_not_show()
    {
        string html = HtmlTable.OfList("Files", [.. Enumerable.Range(0, 12).Select(i => $"<{i}>")], max: 10).Html;
        Assert.Contains("Files (12)", html, StringComparison.Ordinal);
        Assert.Contains("&lt;9&gt;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("&lt;10&gt;", html, StringComparison.Ordinal);
        Assert.Contains("and 2 more", html, StringComparison.Ordinal);
    }
}
