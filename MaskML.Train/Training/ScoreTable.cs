using System.Collections;

namespace MaskML.Train.Training;

/// <summary>The scores of many samples in one array.</summary>
/// <param name="count">Number of samples.</param>
/// <param name="labels">Number of labels.</param>
internal sealed class ScoreTable(int count, int labels) : IReadOnlyList<float[]>
{
    private readonly float[] scores = new float[count * labels];

    /// <inheritdoc/>
    public int Count => count;

    /// <summary>A copy of a sample's scores.</summary>
    public float[] this[int index] => scores.AsSpan(index * labels, labels).ToArray();

    /// <summary>Takes the scores of a sample.</summary>
    public void Set(int index, ReadOnlySpan<float> own) => own.CopyTo(scores.AsSpan(index * labels, labels));

    /// <inheritdoc/>
    public IEnumerator<float[]> GetEnumerator() => Enumerable.Range(0, count).Select(i => this[i]).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
