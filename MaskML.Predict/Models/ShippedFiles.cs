using MaskML.Predict.Files;

namespace MaskML.Predict.Models;

/// <summary>
/// The model files inside this assembly. A package, a project reference and a single-file program need no files beside them.
/// </summary>
internal static class ShippedFiles
{
    /// <summary>Location of the ready model.</summary>
    public const string Model = Folder + "maskml.zip";

    // Stands for the folder in locations; the files are resources.
    private const string Folder = "MaskML.Predict.dll/";

    /// <summary>The location of a file, for <see cref="ReadAllBytes"/> and messages; null if it is not inside this assembly.</summary>
    /// <param name="fileName">Name of the file.</param>
    public static string? TryFind(string fileName) => Open(fileName) is null ? null : Folder + fileName;

    /// <summary>Whether a location is that of a file, inside this assembly or on disk.</summary>
    /// <param name="location">The location.</param>
    public static bool Exists(string location) => NameIn(location) is { } name ? TryFind(name) is not null : File.Exists(location);

    /// <summary>Reads a file, inside this assembly or on disk.</summary>
    /// <param name="location">The location.</param>
    /// <inheritdoc cref="RegularFile.ReadAllBytes" path="/exception"/>
    public static byte[] ReadAllBytes(string location)
    {
        if (NameIn(location) is not { } name || Open(name) is not { } resource)
        {
            return RegularFile.ReadAllBytes(location);
        }

        using (resource)
        {
            byte[] bytes = new byte[resource.Length];
            resource.ReadExactly(bytes);
            return bytes;
        }
    }

    private static string? NameIn(string location) =>
        location.StartsWith(Folder, StringComparison.Ordinal) ? location[Folder.Length..] : null;

    private static Stream? Open(string fileName) => typeof(ShippedFiles).Assembly.GetManifestResourceStream(fileName);
}
