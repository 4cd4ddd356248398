using System.Text.RegularExpressions;
using MaskML.Tests.Bench;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Docs;

/// <summary>README.md and the pages in docs.</summary>
public sealed partial class DocumentationTests
{
    private const int LargestReadme = 9_000;
    private const int LargestPicture = 150_000;

    [Fact]
    public void Readme_fits_9_kilobytes() =>
        Assert.InRange(new FileInfo(Path.Combine(RepositoryFolder.Root, "README.md")).Length, 1, LargestReadme);

    [Fact]
    public void Links_of_the_pages_lead_to_files_and_headings()
    {
        foreach (string page in QuotedFigures.Pages)
        {
            IEnumerable<string> links = Link().Matches(File.ReadAllText(page)).Select(match => match.Groups[1].Value);
            foreach (string link in links.Where(link => !link.StartsWith("http", StringComparison.Ordinal)))
            {
                string[] parts = link.Split('#');
                string target = parts[0].Length == 0 ? page : Path.Combine(Path.GetDirectoryName(page)!, parts[0]);
                Assert.True(Path.Exists(target), $"{page} links to {link}, which does not exist.");
                bool found = parts.Length == 1 || Anchors(File.ReadAllText(target)).Contains(parts[1]);
                Assert.True(found, $"{page} links to {link}: there is no such heading.");
            }
        }
    }

    [Fact]
    public void Pictures_are_small_and_shown_on_a_page()
    {
        string text = string.Concat(QuotedFigures.Pages.Select(File.ReadAllText));
        Assert.All(Directory.EnumerateFiles(Path.Combine(RepositoryFolder.Root, "docs", "images")), picture =>
        {
            Assert.InRange(new FileInfo(picture).Length, 1, LargestPicture);
            Assert.Contains("images/" + Path.GetFileName(picture), text, StringComparison.Ordinal);
        });
    }

    // The anchors of headings as GitHub makes them.
    private static HashSet<string> Anchors(string text) => [.. Heading().Matches(text)
        .Select(match => Punctuation().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'))];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
