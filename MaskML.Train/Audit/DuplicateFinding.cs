namespace MaskML.Train.Audit;

/// <summary>Images that are there more than once.</summary>
/// <param name="IdenticalCopies">Files with the bytes of another that comes before them.</param>
/// <param name="NearCopies">Files of other bytes that show the picture of another: compressed again, resized, or cropped a little.</param>
/// <param name="Groups">The copies.</param>
public sealed record DuplicateFinding(int IdenticalCopies, int NearCopies, IReadOnlyList<DuplicateSet> Groups)
{
    /// <summary>Files that could go without losing a picture.</summary>
    public int Copies => IdenticalCopies + NearCopies;
}
