using System.Text.RegularExpressions;
using MaskML.Train.Runs;

namespace MaskML.Serve.Runs;

/// <summary>Removes the folders of this machine from texts, so that callers see names of files only.</summary>
internal sealed partial class ServerPaths(TrainOptions options)
{
    private readonly string[] known =
    [
        .. new[] { options.Folder, Directory.GetCurrentDirectory(), options.Runs, Path.GetDirectoryName(options.Model) }
            .Concat(options.Data.Sources.Select(Path.GetDirectoryName))
            .OfType<string>().Where(Path.IsPathFullyQualified)
            .Select(folder => folder.TrimEnd('/', '\\')).Where(folder => folder.Length > 0)
            .OrderByDescending(folder => folder.Length),
    ];

    /// <summary>A text without folders.</summary>
    public string Remove(string text)
    {
        foreach (string folder in known)
        {
            text = text.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);
        }

        return Folders().Replace(text, "");
    }

    // Neither the end of an HTML tag, nor a comment of CSS, nor base64, nor an address of the web.
    [GeneratedRegex(
        """(?<![\w+/=,:<.])(?:\.\.?/|/(?=[^\s/*>]))(?:[^\s/<>"'&;:,*()]+/)*|(?<!\w)[A-Za-z]:\\+(?:[^\s\\<>"'&;:,*()]+\\+)*""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Folders();
}
