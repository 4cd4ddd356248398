using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using MaskML.Predict.Options;

namespace MaskML.Train.Caching;

/// <summary>Where features are kept between runs.</summary>
[Description("Features kept on disk between runs.")]
public sealed record CacheOptions
{
    /// <summary>The folder; null for the user's cache folder, empty to keep nothing.</summary>
    [Description("Folder of the cache; null is the user's cache folder (maskml), an empty text keeps nothing.")]
    [ConfigPath(MayBeEmpty = true)]
    public string? Directory { get; init; }

    /// <summary>Largest size of the folder; the least recently used entries go first.</summary>
    [Description("Largest size of the folder in megabytes; what was not used for longest goes first.")]
    [Range(1, 10000000)]
    public int MaxMegabytes { get; init; } = 2048;
}
