namespace MaskML.Cli.Photos;

/// <summary>A photo that the command line names.</summary>
/// <param name="Source">Its path, as the user named it.</param>
/// <param name="Relative">Its path below the folder that the user named, or its file name.</param>
internal sealed record PhotoFile(string Source, string Relative)
{
    /// <summary>Its full path.</summary>
    public string FullPath { get; } = Path.GetFullPath(Source);

    /// <summary>Why there is no photo at all; null where one is to be read.</summary>
    public string? Fault { get; init; }
}
