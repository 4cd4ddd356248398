namespace MaskML.Train.Data;

/// <summary>Disjoint sets of indices (union-find). The smallest index represents its set, whatever the order of joining.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] parents = [.. Enumerable.Range(0, count)];

    /// <summary>The index that represents the set of an index.</summary>
    public int Find(int index)
    {
        while (parents[index] != index)
        {
            index = parents[index] = parents[parents[index]];
        }

        return index;
    }

    /// <summary>Joins two sets.</summary>
    public void Join(int a, int b)
    {
        (int low, int high) = (Find(a), Find(b));
        parents[Math.Max(low, high)] = Math.Min(low, high);
    }
}
