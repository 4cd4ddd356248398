namespace MaskML.Serve.Review;

/// <summary>A collected crop: what is stored beside its picture.</summary>
/// <param name="Id">Time and perceptual hash, so that ids are in the order of time.</param>
/// <param name="Time">When it was judged.</param>
/// <param name="Source">Where it came from: <c>photos</c>, <c>cameras/NAME</c> or <c>folder</c>.</param>
/// <param name="Name">The file of a folder; null otherwise.</param>
/// <param name="Label">What the model said.</param>
/// <param name="Confidence">Probability of that label, 0..1.</param>
/// <param name="Scores">One probability a label.</param>
/// <param name="Model">SHA-256 of the model zip.</param>
/// <param name="Reason">Why it was collected, see <see cref="ReviewReason"/>.</param>
/// <param name="Hash">Perceptual hash of the crop.</param>
internal sealed record ReviewCrop(
    string Id,
    DateTimeOffset Time,
    string Source,
    string? Name,
    string Label,
    float Confidence,
    IReadOnlyDictionary<string, float> Scores,
    string Model,
    string Reason,
    ulong Hash);

/// <summary>Why a crop was collected.</summary>
internal static class ReviewReason
{
    /// <summary>The model is unsure of it.</summary>
    public const string Uncertain = "uncertain";

    /// <summary>It was drawn at random from all faces.</summary>
    public const string Random = "random";

    /// <summary>The frames of its track disagree.</summary>
    public const string Split = "split";

    /// <summary>It is one of a folder that somebody reviews.</summary>
    public const string Folder = "folder";

    /// <summary>All reasons.</summary>
    public static IReadOnlyList<string> All { get; } = [Uncertain, Random, Split, Folder];
}

/// <summary>A line of <c>labels.jsonl</c>: who said what of a crop, when, and what the model had said.</summary>
/// <param name="Id">Id of the crop.</param>
/// <param name="Version">Number of answers to this crop, this one included.</param>
/// <param name="Answer">A label, <see cref="Skip"/>, <see cref="NoFace"/>, or null where an answer was taken back.</param>
/// <param name="By">Name that the person gave; empty for none.</param>
/// <param name="At">When.</param>
/// <param name="Crop">The crop as it was collected.</param>
internal sealed record ReviewEntry(string Id, int Version, string? Answer, string By, DateTimeOffset At, ReviewCrop Crop)
{
    /// <summary>The answer of somebody who cannot tell.</summary>
    public const string Skip = "skip";

    /// <summary>The answer to what is no face.</summary>
    public const string NoFace = "no_face";
}

/// <summary>A crop and the last answer to it.</summary>
/// <param name="Crop">The crop.</param>
/// <param name="Last">The last answer; null where there was none.</param>
/// <param name="Bytes">Size of its files.</param>
internal sealed record ReviewedCrop(ReviewCrop Crop, ReviewEntry? Last, long Bytes)
{
    /// <summary>What people say of it; null for nothing.</summary>
    public string? Answer => Last?.Answer;

    /// <summary>Number of answers so far.</summary>
    public int Version => Last?.Version ?? 0;

    /// <summary>Whether it has a label, which is no skip and not taken back.</summary>
    public bool IsLabelled => Answer is not (null or ReviewEntry.Skip or ReviewEntry.NoFace);

    /// <summary>Whether it may be deleted to make room.</summary>
    public bool MayGo => Answer is null or ReviewEntry.Skip;
}
