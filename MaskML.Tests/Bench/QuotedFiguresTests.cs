using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class QuotedFiguresTests
{
    private const string Page = """
        # A processor

        ## features
        What it is.

        | | faces/s | a face, ms | ratio against |
        | --- | --- | --- | --- |
        | slow | 300 | 3.333 | |
        | quick | 7,198 (24.0x) | 0.139 | slow |

        - a note

        ## pool
        Other figures.

        | | faces/s |
        | --- | --- |
        | quick | 1 |

        """;

    private const string Figure = "<!-- bench/results/a.md: features | quick | faces/s -->7,198 (24.0x)<!-- / -->";

    [Fact]
    public void Pages_quote_the_committed_results()
    {
        Assert.Contains(QuotedFigures.Pages, page => QuotedFigures.Count(File.ReadAllText(page)) > 0);
        Assert.All(QuotedFigures.Pages, page =>
        {
            string text = File.ReadAllText(page);
            string now = QuotedFigures.Refresh(text, file => File.ReadAllText(Path.Combine(RepositoryFolder.Root, file)));
            if (Environment.GetEnvironmentVariable("MASKML_UPDATE") == "1")
            {
                File.WriteAllText(page, now);
                return;
            }

            Assert.True(now == text, $"{page} and bench/results differ: run this test with MASKML_UPDATE=1 and commit the page.");
        });
    }

    [Fact]
    public void Text_with_current_figures_is_unchanged() => Assert.Equal($"It does {Figure} faces.", Refresh($"It does {Figure} faces."));

    [Fact]
    public void Outdated_figure_is_replaced() =>
        Assert.Equal($"It does {Figure} faces.", Refresh($"It does {Figure.Replace("7,198", "7,199", StringComparison.Ordinal)} faces."));

    [Fact]
    public void Table_is_quoted_as_a_whole()
    {
        string quoted = Refresh("before <!-- bench/results/a.md: pool -->anything\nat all<!-- / --> behind");
        Assert.Equal("before <!-- bench/results/a.md: pool -->\n| | faces/s |\n| --- | --- |\n| quick | 1 |\n<!-- / --> behind", quoted);
        Assert.Equal(quoted, Refresh(quoted));
    }

    [Theory]
    [InlineData("nothing", "no table `nothing`")]
    [InlineData("features | quick | frames/s", "no `quick` with `frames/s`")]
    [InlineData("features | quickest | faces/s", "no `quickest` with `faces/s`")]
    public void Quotation_without_a_result_is_an_error(string place, string says) =>
        Assert.Contains(
            says,
            Assert.Throws<InvalidDataException>(() => Refresh($"<!-- bench/results/a.md: {place} -->1<!-- / -->")).Message,
            StringComparison.Ordinal);

    private static string Refresh(string text) => QuotedFigures.Refresh(text, file =>
    {
        Assert.Equal("bench/results/a.md", file);
        return Page;
    });
}
