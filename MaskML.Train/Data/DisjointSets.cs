namespace MaskML.Train.Data;

/// <summary>Sets that can be joined (union-find). The smallest index stands for its set, whatever the order of joining.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = [.. Enumerable.Range(0, count)];

    /// <summary>The index that stands for the set of an index.</summary>
    public int Find(int index)
    {
        while (_parents[index] != index)
        {
            index = _parents[index] = _parents[_parents[index]];
        }

        return index;
    }

    /// <summary>Joins two sets.</summary>
    public void Join(int a, int b)
    {
        (int low, int high) = (Find(a), Find(b));
        _parents[Math.Max(low, high)] = Math.Min(low, high);
    }
}
