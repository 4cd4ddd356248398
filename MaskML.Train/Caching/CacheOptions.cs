using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Train.Caching;

/// <summary>Features kept on disk between runs.</summary>
public sealed record CacheOptions
{
    /// <summary>Folder of the cache; null is the user's cache folder (maskml), an empty text keeps nothing.</summary>
    [ConfigPath(MayBeEmpty = true)]
    public string? Directory { get; init; }

    /// <summary>Largest size of the folder in megabytes; what was not used for longest goes first.</summary>
    [Range(1, 10000000)]
    public int MaxMegabytes { get; init; } = 2048;
}
