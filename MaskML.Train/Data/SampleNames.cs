using System.Text.RegularExpressions;

namespace MaskML.Train.Data;

/// <summary>Names of samples in reports.</summary>
internal static partial class SampleNames
{
    /// <summary>
    /// The path inside the source; for a face in a photo followed by <c>#x,y,width,height</c>; where there are several sources, after the
    /// source's number and a slash.
    /// </summary>
    /// <param name="sample">The sample.</param>
    /// <param name="several">Whether there are several sources.</param>
    public static string Of(Sample sample, bool several) => Of(sample.File, sample.Box, several);

    /// <summary>The name of a box in a file, or of the file where there is no box.</summary>
    /// <param name="file">The file.</param>
    /// <param name="box">The face in pixels, inside the photo.</param>
    /// <param name="several">Whether there are several sources.</param>
    public static string Of(ImageFile file, Rect? box, bool several)
    {
        string path = several ? $"{file.Source}/{file.RelativePath}" : file.RelativePath;
        return box is { } face ? $"{path}#{face.X},{face.Y},{face.Width},{face.Height}" : path;
    }

    /// <summary>The file and the box of a name.</summary>
    /// <param name="name">A name as <see cref="Of(Sample, bool)"/> gives it.</param>
    /// <param name="sources">The data folders.</param>
    /// <returns>
    /// The path of the file, which need not exist any more, and the box; no path where the name does not match the folders.
    /// </returns>
    public static (string? File, Rect? Box) Parse(string name, IReadOnlyList<string> sources)
    {
        Match match = Name().Match(name);
        Rect? box = match.Groups["x"].Success ? new Rect(Number("x"), Number("y"), Number("w"), Number("h")) : null;
        string file = match.Groups["file"].Value;
        if (sources.Count == 1)
        {
            return (Path.Combine(sources[0], file), box);
        }

        string[] parts = file.Split('/', 2);
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int source) && source < sources.Count
            ? (Path.Combine(sources[source], parts[1]), box)
            : (null, box);

        int Number(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>The part of a name that is the path.</summary>
    public static string FileOf(string name) => Name().Match(name).Groups["file"].Value;

    /// <summary>The name of a split.</summary>
    public static string Of(Split split) => split switch { Split.Train => "train", Split.Validation => "validation", _ => "test" };

    [GeneratedRegex(
        @"^(?<file>.*?)(#(?<x>\d{1,9}),(?<y>\d{1,9}),(?<w>\d{1,9}),(?<h>\d{1,9}))?$",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
