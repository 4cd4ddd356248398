using MaskML.Predict.Faces;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>Which found face is which marked one.</summary>
public static class FaceMatching
{
    /// <summary>The overlap (IoU) from which a marked face counts as found.</summary>
    public const double Overlap = 0.4;

    /// <summary>No marked face.</summary>
    public const int None = -1;

    /// <summary>
    /// Lets the found faces choose, the surest first: each takes the marked face that it overlaps most, of those that nobody has taken
    /// and that it overlaps by at least <see cref="Overlap"/>.
    /// </summary>
    /// <param name="marked">Boxes of the marked faces.</param>
    /// <param name="found">The found faces; their order makes no difference.</param>
    /// <returns>For each found face the index of its marked face, or <see cref="None"/>.</returns>
    public static IReadOnlyList<int> Match(IReadOnlyList<Rect> marked, IReadOnlyList<Face> found)
    {
        ArgumentNullException.ThrowIfNull(marked);
        ArgumentNullException.ThrowIfNull(found);
        int[] match = new int[found.Count];
        bool[] taken = new bool[marked.Count];
        var queues = found.Select((face, i) => (face, i)).GroupBy(f => f.face).ToDictionary(g => g.Key, g => new Queue<int>(g.Select(f => f.i)));
        foreach (Face face in NonMaximumSuppression.Sorted(found))
        {
            int best = None;
            double most = 0;
            for (int j = 0; j < marked.Count; j++)
            {
                double overlap = taken[j] ? 0 : Boxes.IoU(face.Box, marked[j]);
                if (overlap >= Overlap && overlap > most)
                {
                    (best, most) = (j, overlap);
                }
            }

            match[queues[face].Dequeue()] = best;
            if (best != None)
            {
                taken[best] = true;
            }
        }

        return match;
    }
}
