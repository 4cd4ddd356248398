namespace MaskML.Predict.Models;

/// <summary>Names of the columns of a model zip.</summary>
internal static class ModelSchema
{
    /// <summary>In: the crop, an <c>MLImage</c> of the backbone's input size.</summary>
    public const string Image = "Image";

    /// <summary>Out: the name of the likeliest label, a text.</summary>
    public const string PredictedLabel = "PredictedLabel";

    /// <summary>Out: one probability for each label, a float vector; its slot names are the labels.</summary>
    public const string Score = "Score";

    /// <summary>The manifest's entry in the zip.</summary>
    public const string ManifestEntry = "maskml.json";

    /// <summary>The entry with the SHA-256 of the manifest, which holds the hashes of all other entries.</summary>
    public const string SealEntry = "maskml.sha256";
}
