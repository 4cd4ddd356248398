using System.IO.Compression;
using System.Xml.Linq;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Packages;

/// <summary>What is in the package that services embed.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class PackageContentTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    [Fact]
    public void Library_package_has_readme_icon_licence_and_docs_and_no_program()
    {
        feed.Pack("MaskML.Predict", "--no-build");
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"MaskML.Predict.{PackageFeed.Version}.nupkg"));
        string[] files = [.. package.Entries.Select(entry => entry.FullName)];
        Assert.Subset(
            files.ToHashSet(),
            new HashSet<string>
            {
                "README.md",
                "icon.png",
                "lib/net10.0/MaskML.Predict.dll",
                "lib/net10.0/MaskML.Predict.xml",
                "buildTransitive/MaskML.Predict.targets",
            });
        Assert.DoesNotContain(files, file => file.EndsWith("runtimeconfig.json", StringComparison.Ordinal));
        Assert.InRange(new FileInfo(Path.Combine(feed.Feed, $"MaskML.Predict.{PackageFeed.Version}.nupkg")).Length, 1, 3_000_000);

        var description = XDocument.Load(package.GetEntry("MaskML.Predict.nuspec")!.Open());
        XNamespace space = description.Root!.Name.Namespace;
        XElement metadata = description.Root.Element(space + "metadata")!;
        Assert.Equal("MIT", metadata.Element(space + "license")!.Value);
        Assert.Equal("README.md", metadata.Element(space + "readme")!.Value);
        Assert.Equal("icon.png", metadata.Element(space + "icon")!.Value);
        string[] dependencies = [.. metadata.Descendants(space + "dependency").Select(package => package.Attribute("id")!.Value)];
        Assert.Contains("OpenCvSharp4", dependencies);
        Assert.DoesNotContain(dependencies, id => id == "System.CommandLine" || id.Contains(".runtime.", StringComparison.Ordinal));
        using ZipArchive symbols = ZipFile.OpenRead(Path.Combine(feed.Feed, $"MaskML.Predict.{PackageFeed.Version}.snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.Name == "MaskML.Predict.pdb");
    }

    [Fact]
    public void Readme_of_the_package_shows_the_program_of_the_repository() =>
        Assert.Equal(PackageFeed.CodeOf("README.md", "AddMaskML"), PackageFeed.CodeOf("MaskML.Predict/README.md", "AddMaskML"));
}
