using MaskML.Cli.Configuration;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Configuration;

public sealed class ConfigPageTests
{
    private static readonly string Page = Path.Combine(RepositoryFolder.Root, "docs", "configuration.md");

    [Fact]
    public void Configuration_page_lists_the_keys_of_the_program()
    {
        string committed = File.ReadAllText(Page).ReplaceLineEndings("\n");
        int mark = committed.IndexOf(ConfigPage.Mark, StringComparison.Ordinal);
        Assert.True(mark > 0, $"docs/configuration.md has lost the line {ConfigPage.Mark}");
        string expected = committed[..(mark + ConfigPage.Mark.Length)] + ConfigPage.Generate();
        if (Environment.GetEnvironmentVariable("MASKML_UPDATE") == "1")
        {
            File.WriteAllText(Page, expected);
            return;
        }

        Assert.True(
            committed == expected,
            "docs/configuration.md differs from the configuration records: run this test with MASKML_UPDATE=1 and commit the page.");
    }

    [Fact]
    public void Generated_page_has_a_row_for_every_key()
    {
        string page = ConfigPage.Generate();
        Assert.All(
            ConfigKey.Root.All().Where(key => key.Kind != ConfigKind.Section),
            key => Assert.Contains($"\n| `{key.Path}` | ", page, StringComparison.Ordinal));
        Assert.DoesNotContain("<label>", page, StringComparison.Ordinal);
    }
}
