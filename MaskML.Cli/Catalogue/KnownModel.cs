namespace MaskML.Cli.Catalogue;

/// <summary>A model file that the program knows.</summary>
/// <param name="Name">Short name, as on the command line.</param>
/// <param name="FileName">Name of the file, which is looked for in <see cref="MaskML.Predict.Models.ModelPlaces"/>.</param>
/// <param name="What">What it is.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Remedy">How to get it where it is missing.</param>
public sealed record KnownModel(string Name, string FileName, string What, string Licence, string Remedy)
{
    /// <summary>SHA-256 of the published file; null where the file may change, because it is trained anew.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Length of the published file in bytes; 0 where it may change.</summary>
    public long Bytes { get; init; }

    /// <summary>Where it can be downloaded, the best place first; empty where it cannot.</summary>
    public IReadOnlyList<Uri> Sources { get; init; } = [];
}
