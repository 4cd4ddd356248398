using System.Buffers.Binary;
using System.Security.Cryptography;

namespace MaskML.Train.Data;

/// <summary>Samples of one label from one source.</summary>
internal readonly record struct Stratum(string Label, int Source);

/// <summary>Images that must stay together.</summary>
internal sealed class SplitGroup
{
    /// <summary>Gathers a group.</summary>
    /// <param name="members">Its images with their indices.</param>
    /// <param name="given">The splits that each source's folders give.</param>
    /// <param name="seed">Seed of the order.</param>
    public SplitGroup(IReadOnlyList<(SplitItem Item, int Index)> members, HashSet<(int Source, Split Split)> given, int seed)
    {
        Members = members;
        Counts = members.SelectMany(m => m.Item.Labels.Select(label => new Stratum(label, m.Item.Source)))
            .GroupBy(s => s).ToDictionary(s => s.Key, s => s.Count());
        Labels = [.. Counts.Keys.Select(s => s.Label).Distinct(StringComparer.Ordinal)];
        Choices = [.. new[] { Split.Test, Split.Validation }.Where(split => members.All(m => MayBe(m.Item, split)))];
        Split[] settled = [.. members.Where(m => m.Item.Given is { } own && (own != Split.Train || !AnyChoice(m.Item))).Select(m => m.Item.Given!.Value)];
        IsFixed = settled.Length > 0;
        Split = IsFixed ? settled.Max() : Split.Train;
        Key = IsFixed ? "" : MakeKey(members, seed);

        bool MayBe(SplitItem item, Split split) => item.Given is null || (item.Given == Split.Train && !given.Contains((item.Source, split)));
        bool AnyChoice(SplitItem item) => MayBe(item, Split.Test) || MayBe(item, Split.Validation);
    }

    /// <summary>The images.</summary>
    public IReadOnlyList<(SplitItem Item, int Index)> Members { get; }

    /// <summary>Number of samples by label and source.</summary>
    public IReadOnlyDictionary<Stratum, int> Counts { get; }

    /// <summary>All labels in the group.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>What the group can be beside training.</summary>
    public IReadOnlyList<Split> Choices { get; }

    /// <summary>Whether a folder gives one of its images its split for good.</summary>
    public bool IsFixed { get; }

    /// <summary>Place in the random order: from the seed and the smallest content hash alone; empty where nothing is left to chance.</summary>
    public string Key { get; }

    /// <summary>Where the group is; with a given split, the one furthest from training.</summary>
    public Split Split { get; set; }

    /// <summary>Whether the group may be moved there.</summary>
    public bool CanBe(Split split) => !IsFixed && (split == Split.Train || Choices.Contains(split));

    private static string MakeKey(IReadOnlyList<(SplitItem Item, int Index)> members, int seed)
    {
        string smallest = members.Select(m => Convert.ToHexString(m.Item.ContentHash.Span)).Min(StringComparer.Ordinal)!;
        Span<byte> salt = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(salt, seed);
        return Convert.ToHexString(SHA256.HashData([.. salt, .. Convert.FromHexString(smallest)]));
    }
}
