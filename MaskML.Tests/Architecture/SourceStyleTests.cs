using System.Text.RegularExpressions;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Architecture;

/// <summary>Rules of the sources that the format check of the SDK does not know.</summary>
public sealed partial class SourceStyleTests
{
    private const int MaxColumns = 140;

    [Fact]
    public void Lines_are_within_140_columns() =>
        Assert.Empty(Sources().SelectMany(source => source.Lines
            .Select((line, i) => (Line: line, Number: i + 1))
            .Where(line => line.Line.Length > MaxColumns)
            .Select(line => $"{source.Path}:{line.Number}")));

    [Fact]
    public void Cancellation_tokens_are_called_cancellationToken() =>
        Assert.Empty(Matches(TokenParameter()));

    [Fact]
    public void Fields_have_no_underscore() =>
        Assert.Empty(Matches(UnderscoreField()));

    private static IEnumerable<string> Matches(Regex rule) => Sources().SelectMany(source => source.Lines
        .Where(line => rule.IsMatch(line))
        .Select(line => $"{source.Path}: {line.Trim()}"));

    private static IEnumerable<(string Path, string[] Lines)> Sources() =>
        Directory.EnumerateDirectories(RepositoryFolder.Root, "MaskML.*")
            .SelectMany(project => Directory.EnumerateFiles(project, "*.cs", SearchOption.AllDirectories))
            .Select(path => (Path: Path.GetRelativePath(RepositoryFolder.Root, path), Full: path))
            .Where(file => !file.Path.Split(Path.DirectorySeparatorChar).Any(part => part is "obj" or "bin"))
            .Select(file => (file.Path, File.ReadAllLines(file.Full)));

    [GeneratedRegex(@"\bCancellationToken\??\s+(?!cancellationToken\b|_\b)[a-z]\w*\s*(=\s*default\s*)?[,)]")]
    private static partial Regex TokenParameter();

    [GeneratedRegex(@"^\s*private\s+(?:static\s+|readonly\s+)*[\w<>?\[\], .]+\s_[a-z]\w*\s*(;|=)")]
    private static partial Regex UnderscoreField();
}
