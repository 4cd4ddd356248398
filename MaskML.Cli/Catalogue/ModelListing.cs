using MaskML.Predict.Models;

namespace MaskML.Cli.Catalogue;

/// <summary>Lists the known models and their files, for people.</summary>
internal static class ModelListing
{
    /// <summary>Writes the list.</summary>
    public static void Write(IReadOnlyList<KnownModel> models, MaskMLConfig config, TextWriter output)
    {
        int width = models.Max(model => model.Name.Length) + 2;
        string indent = new(' ', width);
        foreach (KnownModel model in models)
        {
            output.WriteLine($"{model.Name.PadRight(width)}{model.What} ({model.Licence})");
            if (ModelCatalogue.Find(model, config) is { } path)
            {
                output.WriteLine($"{indent}present  {path}");
                output.WriteLine($"{indent}sha256   {Hash(path, model)}");
            }
            else
            {
                output.WriteLine($"{indent}missing  {model.FileName}. {model.Remedy}");
                output.WriteLine($"{indent}sha256   {model.Sha256 ?? "-"}");
            }
        }

        output.WriteLine();
        output.WriteLine($"Looked for in {string.Join(", ", ModelPlaces.Folders().Where(Directory.Exists))}.");
        output.WriteLine($"A download goes to {ModelPlaces.DownloadFolder()}.");
    }

    private static string Hash(string path, KnownModel model)
    {
        try
        {
            string hash = ModelArchive.Hash(ShippedFiles.ReadAllBytes(path));
            string? published = model.Sha256 ?? BackboneManifest.TryRead(path)?.Sha256;
            return published is null ? hash : published == hash ? $"{hash} (as published)" : $"{hash} (published: {published})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InputException)
        {
            return $"cannot be read: {e.Message}";
        }
    }
}
