using MaskML.Predict.Files;

namespace MaskML.Predict.Models;

/// <summary>
/// The folders that are searched for model files: <c>data/models</c> in the current folder or one above it, the same beside the program,
/// <c>$MASKML_MODELS</c>, the user's cache, and the system's folders. What is in none of them may be inside this assembly.
/// </summary>
internal static class ModelPlaces
{
    /// <summary>Environment variable that names a further folder.</summary>
    public const string Variable = "MASKML_MODELS";

    /// <summary>The folders, the first one searched first; they need not exist.</summary>
    public static IReadOnlyList<string> Folders()
    {
        var folders = new List<string>();
        foreach (string start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var at = new DirectoryInfo(start); at is not null; at = at.Parent)
            {
                folders.Add(Path.Combine(at.FullName, "data", "models"));
            }
        }

        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own)
        {
            folders.Add(Path.GetFullPath(own));
        }

        folders.Add(DownloadFolder());
        folders.AddRange(["/usr/local/share/maskml/models", "/usr/share/maskml/models", "/usr/share/opencv4/haarcascades"]);
        folders.AddRange(["/usr/local/share/opencv4/haarcascades", "/opt/homebrew/share/opencv4/haarcascades"]); // Homebrew
        return [.. folders.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Where downloaded models go, in the user's cache; it need not exist.</summary>
    public static string DownloadFolder() => Path.Combine(UserCache(), "models");

    /// <summary>The user's cache folder for MaskML, in the system's temporary folder if the user has no home; it need not exist.</summary>
    public static string UserCache()
    {
        string home = Environment.GetFolderPath(
            OperatingSystem.IsWindows() ? Environment.SpecialFolder.LocalApplicationData : Environment.SpecialFolder.UserProfile);
        return Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } own ? Path.Combine(own, "maskml")
            : home.Length == 0 ? ScratchFolder.SystemTemp
            : Path.Combine(home, OperatingSystem.IsWindows() ? "" : ".cache", "maskml");
    }

    /// <summary>Looks a file up in <see cref="Folders"/>.</summary>
    /// <param name="fileName">Name of the file.</param>
    /// <returns>Its path or its location in <see cref="ShippedFiles"/>; null if it is nowhere.</returns>
    public static string? TryFind(string fileName) =>
        Folders().Select(folder => Path.Combine(folder, fileName)).FirstOrDefault(File.Exists) ?? ShippedFiles.TryFind(fileName);

    /// <summary>Whether <see cref="Find"/> would find a file.</summary>
    /// <param name="fileName">Name of the file.</param>
    /// <param name="configured">The path that the configuration gives, or null.</param>
    public static bool IsPresent(string fileName, string? configured) =>
        configured is null ? TryFind(fileName) is not null : ShippedFiles.Exists(configured);

    /// <summary>Looks a file up, unless the configuration names one.</summary>
    /// <param name="fileName">Name of the file.</param>
    /// <param name="configured">The path that the configuration gives, or null.</param>
    /// <param name="remedy">What the user can do if it is missing.</param>
    /// <exception cref="InputException">The file is nowhere; the message names the places.</exception>
    public static string Find(string fileName, string? configured, string remedy)
    {
        if (configured is not null)
        {
            return ShippedFiles.Exists(configured)
                ? configured
                : throw new InputException($"{configured}: no such file. {remedy}");
        }

        return TryFind(fileName) ?? throw new InputException(
            $"{fileName} was not found. Looked in: {string.Join(", ", Folders().Where(Directory.Exists))}. {remedy}");
    }
}
