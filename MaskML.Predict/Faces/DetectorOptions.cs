using System.ComponentModel.DataAnnotations;

namespace MaskML.Predict.Faces;

/// <summary>Parameters of all face detectors; the one that runs reads its own.</summary>
public sealed record DetectorOptions
{
    /// <summary>MaskML's own face detector.</summary>
    [Required]
    public MaskNetFaceOptions MasknetFace { get; init; } = new();

    /// <summary>The YuNet face detector.</summary>
    [Required]
    public YuNetOptions Yunet { get; init; } = new();

    /// <summary>The Haar cascade face detector.</summary>
    [Required]
    public HaarOptions Haar { get; init; } = new();

    /// <summary>The same options with a number of threads, unless one is configured.</summary>
    /// <param name="threads">Threads for one photo: 1 where the caller works on several photos at once; 0 for all cores.</param>
    public DetectorOptions WithThreads(int threads) =>
        MasknetFace.Threads > 0 ? this : this with { MasknetFace = MasknetFace with { Threads = threads } };

    /// <summary>The same options for the frames of a video: frames are not enlarged and not searched in tiles.</summary>
    public DetectorOptions ForVideo() => this with
    {
        MasknetFace = MasknetFace with { Magnify = 1, Tiles = false },
        Yunet = Yunet with { Magnify = 1, Tiles = false },
    };
}
