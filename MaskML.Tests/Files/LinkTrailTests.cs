using MaskML.Predict.Files;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Files;

public sealed class LinkTrailTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Plain_file_is_its_own_target()
    {
        LinkTrail trail = LinkTrail.Follow(folder.File("a/../model.zip"));
        Assert.Equal(folder.File("model.zip"), trail.Target);
        Assert.Equal([new LinkTrail.Entry(folder.Path, "model.zip")], trail.Entries);
    }

    [Fact]
    public void Config_map_is_followed_through_both_of_its_links()
    {
        File.WriteAllText(folder.File("..2026_01/model.zip"), "x");
        Directory.CreateSymbolicLink(folder.File("..data"), "..2026_01");
        File.CreateSymbolicLink(folder.File("model.zip"), "..data/model.zip");
        LinkTrail trail = LinkTrail.Follow(folder.File("model.zip"));
        Assert.Equal(folder.File("..2026_01/model.zip"), trail.Target);
        Assert.Equal(
            [
                new LinkTrail.Entry(folder.Path, "model.zip"), new LinkTrail.Entry(folder.Path, "..data"),
                new LinkTrail.Entry(folder.File("..2026_01"), "model.zip"),
            ],
            trail.Entries);
    }

    [Fact]
    public void Links_in_the_folders_path_and_absolute_links_are_followed()
    {
        File.WriteAllText(folder.File("real/deep/model.zip"), "x");
        Directory.CreateSymbolicLink(folder.File("current"), folder.File("real"));
        File.CreateSymbolicLink(folder.File("real/up.zip"), "../current/./deep/model.zip");
        LinkTrail trail = LinkTrail.Follow(folder.File("current/up.zip"));
        Assert.Equal(folder.File("real/deep/model.zip"), trail.Target);
        Assert.Equal(["current", "up.zip", "current", "model.zip"], trail.Entries.Select(entry => entry.Name));
    }

    [Fact]
    public void Circle_of_links_ends()
    {
        File.CreateSymbolicLink(folder.File("a"), "b");
        File.CreateSymbolicLink(folder.File("b"), "a");
        LinkTrail trail = LinkTrail.Follow(folder.File("a"));
        Assert.InRange(trail.Entries.Count, 3, 100);
    }

    [Fact]
    public void Broken_link_leads_to_its_missing_target() =>
        Assert.Equal(folder.File("gone/model.zip"), LinkTrail.Follow(Link("gone/model.zip")).Target);

    private string Link(string target)
    {
        File.CreateSymbolicLink(folder.File("link"), target);
        return folder.File("link");
    }
}
