using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MaskML.Train.Data;

/// <summary>An image to split.</summary>
/// <param name="ContentHash">SHA-256 of its bytes; determines the random order.</param>
/// <param name="Group">Images with the same number are duplicates.</param>
/// <param name="Source">Index of its source.</param>
/// <param name="Given">The split that its folder gives.</param>
/// <param name="Labels">One label for each sample in the image.</param>
internal sealed record SplitItem(ReadOnlyMemory<byte> ContentHash, int Group, int Source, Split? Given, IReadOnlyList<string> Labels)
{
    /// <summary>Whether its source grows: its split then follows from its content alone, and stays whatever is added.</summary>
    public bool Grows { get; init; }
}

/// <summary>The samples of one label from one source.</summary>
internal readonly record struct Stratum(string Label, int Source);

/// <summary>Images that must be in one split.</summary>
internal sealed class SplitGroup
{
    /// <summary>Creates a group.</summary>
    /// <param name="members">Its images with their indices.</param>
    /// <param name="given">The splits that each source's folders give.</param>
    /// <param name="seed">Seed of the order.</param>
    public SplitGroup(IReadOnlyList<(SplitItem Item, int Index)> members, HashSet<(int Source, Split Split)> given, int seed)
    {
        Members = members;
        Counts = [.. members.SelectMany(m => m.Item.Labels.Select(label => new Stratum(label, m.Item.Source))).CountBy(s => s)];
        Choices = [.. new[] { Split.Test, Split.Validation }.Where(split => members.All(m => MayBe(m.Item, split)))];
        Split[] settled =
            [.. members.Where(m => m.Item.Given is { } own && (own != Split.Train || !AnyChoice(m.Item))).Select(m => m.Item.Given!.Value)];
        IsFixed = settled.Length > 0;
        Split = IsFixed ? settled.Max() : Split.Train;
        Place = IsFixed ? 0 : PlaceOf(Smallest(members.Select(m => m.Item.ContentHash)).Span, seed);

        bool MayBe(SplitItem item, Split split) =>
            item.Given is null || (item.Given == Split.Train && !given.Contains((item.Source, split)));
        bool AnyChoice(SplitItem item) => MayBe(item, Split.Test) || MayBe(item, Split.Validation);
    }

    /// <summary>The images.</summary>
    public IReadOnlyList<(SplitItem Item, int Index)> Members { get; }

    /// <summary>Number of samples by label and source.</summary>
    public IReadOnlyList<KeyValuePair<Stratum, int>> Counts { get; }

    /// <summary>All labels in the group.</summary>
    public IEnumerable<string> Labels => Counts.Select(count => count.Key.Label).Distinct(StringComparer.Ordinal);

    /// <summary>The splits other than training that the group may be in.</summary>
    public IReadOnlyList<Split> Choices { get; }

    /// <summary>Whether the folder of one of its images determines the split.</summary>
    public bool IsFixed { get; }

    /// <summary>Place in the random order, computed from the seed and the smallest content hash; 0 if the split is fixed.</summary>
    public UInt128 Place { get; }

    /// <summary>The split of the group; of several given splits the one furthest from training.</summary>
    public Split Split { get; set; }

    /// <summary>Whether the group may be moved to a split.</summary>
    public bool CanBe(Split split) => !IsFixed && (split == Split.Train || Choices.Contains(split));

    private static ReadOnlyMemory<byte> Smallest(IEnumerable<ReadOnlyMemory<byte>> hashes) =>
        hashes.Aggregate((least, hash) => hash.Span.SequenceCompareTo(least.Span) < 0 ? hash : least);

    /// <summary>The place of an image in the random order of a seed. Places are spread evenly.</summary>
    public static UInt128 PlaceOf(ReadOnlySpan<byte> contentHash, int seed)
    {
        Span<byte> material = stackalloc byte[sizeof(int) + contentHash.Length];
        BinaryPrimitives.WriteInt32LittleEndian(material, seed);
        contentHash.CopyTo(material[sizeof(int)..]);
        return BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(material));
    }
}
