using System.Text.Json;
using System.Text.Json.Serialization;

namespace MaskML.Predict.Models;

/// <summary>What a backbone says of itself, in a JSON file of the same name beside the ONNX file.</summary>
internal sealed record BackboneManifest
{
    /// <summary>Name of the backbone, such as <c>masknet</c>.</summary>
    [JsonRequired]
    public string Name { get; init; } = "";

    /// <summary>Version of its weights.</summary>
    public string? Version { get; init; }

    /// <summary>Side of its input in pixels.</summary>
    public int InputSize { get; init; }

    /// <summary>Number of features.</summary>
    public int FeatureCount { get; init; }

    /// <summary>SHA-256 of the ONNX file, in hexadecimal digits.</summary>
    [JsonRequired]
    public string Sha256 { get; init; } = "";

    /// <summary>Licence of the weights.</summary>
    public string? Licence { get; init; }

    /// <summary>Where the weights come from.</summary>
    public string? Source { get; init; }

    /// <summary>Reads the manifest beside an ONNX file.</summary>
    /// <param name="onnxPath">The ONNX file.</param>
    /// <returns>The manifest, or null where there is none.</returns>
    /// <exception cref="InputException">There is one, but it cannot be read.</exception>
    public static BackboneManifest? TryRead(string onnxPath)
    {
        string path = Path.ChangeExtension(onnxPath, ".json");
        if (!ShippedFiles.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize(ShippedFiles.ReadAllBytes(path), ManifestJson.Default.BackboneManifest)
                ?? throw new InputException($"{path}: the manifest is null, expected an object.");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: not a backbone's manifest: {e.Message}", e);
        }
    }
}
