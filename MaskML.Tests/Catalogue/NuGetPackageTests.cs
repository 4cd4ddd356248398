using System.IO.Compression;
using MaskML.Cli.Catalogue;
using MaskML.Predict.Errors;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Catalogue;

public sealed class NuGetPackageTests : IDisposable
{
    private readonly TempFolder feed = new();

    public void Dispose() => feed.Dispose();

    [Fact]
    public async Task Package_of_a_feed_is_restored_without_a_project_that_refers_to_it()
    {
        var package = new NuGetPackage("MaskML.Tests.NoPackage", $"1.0.{Random.Shared.Next(1, int.MaxValue)}");
        using (ZipArchive zip = ZipFile.Open(feed.File($"{package.Id}.{package.Version}.nupkg"), ZipArchiveMode.Create))
        {
            Write(zip, package.Id + ".nuspec", $"""
                <package><metadata>
                  <id>{package.Id}</id><version>{package.Version}</version><authors>tests</authors><description>tests</description>
                  <dependencies><dependency id="MaskML.Tests.NowhereToBeHad" version="1.0.0" /></dependencies>
                </metadata></package>
                """);
            Write(zip, "tools/file.txt", "content");
        }

        string folder = await package.RestoreAsync(feed.Path, CancellationToken.None);
        Assert.Equal("content", File.ReadAllText(Path.Combine(folder, "tools", "file.txt")));
        Directory.Delete(Path.GetDirectoryName(folder)!, recursive: true);
    }

    [Fact]
    public async Task Package_that_the_feed_does_not_have_is_an_error_with_what_dotnet_says()
    {
        InputException e = await Assert.ThrowsAsync<InputException>(
            () => new NuGetPackage("MaskML.Tests.NowhereToBeHad", "1.0.0").RestoreAsync(feed.Path, CancellationToken.None));
        Assert.Contains("MaskML.Tests.NowhereToBeHad 1.0.0 was not restored", e.Message, StringComparison.Ordinal);
        Assert.Contains("NU1101", e.Message, StringComparison.Ordinal);
    }

    private static void Write(ZipArchive zip, string name, string text)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(text);
    }
}
