using System.Collections;

namespace MaskML.Train.Data;

/// <summary>A list whose items are made whenever they are read, so that only the columns behind it take memory.</summary>
/// <param name="count">Number of items.</param>
/// <param name="make">Makes the item of an index. Thread-safe.</param>
internal sealed class MadeList<T>(int count, Func<int, T> make) : IReadOnlyList<T>
{
    /// <inheritdoc/>
    public int Count => count;

    /// <inheritdoc/>
    public T this[int index] => (uint)index < (uint)count ? make(index) : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>The items at some indices of another list.</summary>
    public static MadeList<T> Of(IReadOnlyList<T> all, IReadOnlyList<int> indices) => new(indices.Count, i => all[indices[i]]);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
        {
            yield return make(i);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
