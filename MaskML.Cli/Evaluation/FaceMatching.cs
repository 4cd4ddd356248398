using MaskML.Predict.Faces;
using OpenCvSharp;

namespace MaskML.Cli.Evaluation;

/// <summary>Matches found faces to annotated ones.</summary>
internal static class FaceMatching
{
    /// <summary>The lowest overlap (IoU) of a match.</summary>
    public const double Overlap = 0.4;

    /// <summary>Index of a found face without a match.</summary>
    public const int None = -1;

    /// <summary>
    /// Greedy matching by descending detection score: each found face takes the free annotated face that it overlaps most, by at least
    /// <see cref="Overlap"/>.
    /// </summary>
    /// <param name="marked">Boxes of the annotated faces.</param>
    /// <param name="found">The found faces, in any order.</param>
    /// <returns>For each found face the index of its annotated face, or <see cref="None"/>.</returns>
    public static IReadOnlyList<int> Match(IReadOnlyList<Rect> marked, IReadOnlyList<Face> found)
    {
        int[] match = new int[found.Count];
        bool[] taken = new bool[marked.Count];
        var queues = found.Select((face, i) => (face, i))
            .GroupBy(f => f.face)
            .ToDictionary(g => g.Key, g => new Queue<int>(g.Select(f => f.i)));
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
