using MaskML.Tests.Support;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Tests.Heads;

/// <summary>A labelled image in memory, of another size than the backbone's, in columns of other names than usual.</summary>
public sealed record PatchRow
{
    public const int Size = 64;
    private static readonly string[] Kinds = ["paper", "coal", "brick"];
    private readonly MLImage picture;

    private PatchRow(int label, int seed)
    {
        picture = Patch.Image(label, seed, Size);
        Kind = Kinds[label];
        Hash = System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(seed));
    }

    /// <summary>How often the image was asked for.</summary>
    public int Reads { get; private set; }

    public string Kind { get; }

    public float Importance { get; init; } = 1;

    [VectorType(32)]
    public byte[] Hash { get; }

    [ImageType(Size, Size)]
    public MLImage Picture
    {
        get
        {
            Reads++;
            return picture;
        }
    }

    /// <summary>So many rows, the labels in turn.</summary>
    public static PatchRow[] Make(int count, int labels = 3, int seed = 0) =>
        [.. Enumerable.Range(0, count).Select(i => new PatchRow(i % labels, seed + i))];

    /// <summary>Rows with so many of each label.</summary>
    public static PatchRow[] Of(params int[] counts) =>
        [.. counts.SelectMany((count, label) => Enumerable.Range(0, count).Select(i => new PatchRow(label, (1000 * label) + i)))];
}
