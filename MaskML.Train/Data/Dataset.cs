using System.Security.Cryptography;
using System.Text;

namespace MaskML.Train.Data;

/// <summary>Images that are copies of one another.</summary>
/// <param name="Members">The copies, two or more, in the order of the scan.</param>
/// <param name="Identical">Whether all have the same bytes.</param>
public sealed record DuplicateGroup(IReadOnlyList<ImageFile> Members, bool Identical);

/// <summary>An image that is left out because another of the given splits holds a copy of it.</summary>
/// <param name="File">The image that is left out.</param>
/// <param name="CopyOf">The copy that stays.</param>
/// <param name="CopySplit">The split of the copy that stays.</param>
public sealed record LeakedFile(ImageFile File, ImageFile CopyOf, Split CopySplit);

/// <summary>A data set, split and ready for training.</summary>
/// <param name="Samples">All samples: by source, then path, then position in the annotations.</param>
/// <param name="Labels">The labels in ordinal order.</param>
/// <param name="Skipped">What is left out, with the reason.</param>
/// <param name="Notes">Remarks for the user.</param>
/// <param name="DuplicateGroups">Images that are copies of one another.</param>
/// <param name="Leaks">Images that are left out because another of the given splits holds a copy.</param>
/// <param name="Sha256">Hash over paths, labels and contents, in lower-case hex; equal for equal data on every machine.</param>
/// <param name="CacheHits">Number of files that were not decoded because an earlier run had inspected them.</param>
public sealed record Dataset(
    IReadOnlyList<Sample> Samples,
    IReadOnlyList<string> Labels,
    IReadOnlyList<SkippedFile> Skipped,
    IReadOnlyList<string> Notes,
    IReadOnlyList<DuplicateGroup> DuplicateGroups,
    IReadOnlyList<LeakedFile> Leaks,
    string Sha256,
    int CacheHits)
{
    /// <summary>Remarks that the user must see.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}

/// <summary>
/// A hash over the images of a split: their names, labels and file contents. Two runs with the same hash of their test split were scored on
/// the same images and can be compared image by image.
/// </summary>
internal static class SplitHash
{
    /// <summary>Computes the hash.</summary>
    /// <param name="images">Name, label and SHA-256 of the file of each image, in the order of the data set.</param>
    /// <returns>The hash in lower-case hex.</returns>
    public static string Of(IEnumerable<(string Name, string Label, ReadOnlyMemory<byte> ContentHash)> images)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, string label, ReadOnlyMemory<byte> content) in images)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}\n{label}\n"));
            hash.AppendData(content.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
