using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>Several looks at the same picture as one: a face's score is the mean of what the looks give it, its box their mean box.</summary>
internal static class FaceConsensus
{
    /// <summary>Merges the faces of several looks.</summary>
    /// <param name="looks">The faces of each look; none of them twice in one look.</param>
    /// <param name="overlap">Faces of different looks whose IoU is greater are the same face.</param>
    /// <returns>The faces, the surest first. A look that did not find a face gives it the score 0.</returns>
    public static IReadOnlyList<Face> Merge(IReadOnlyList<IReadOnlyList<Face>> looks, double overlap)
    {
        ArgumentNullException.ThrowIfNull(looks);
        var left = looks.Select(faces => NonMaximumSuppression.Sorted(faces).ToList()).ToList();
        var merged = new List<Face>();
        foreach (Face face in NonMaximumSuppression.Sorted(looks.SelectMany(faces => faces)))
        {
            List<Face>? own = left.Find(faces => faces.Remove(face));
            if (own is null)
            {
                continue; // A surer face has taken it in already.
            }

            var same = new List<Face> { face };
            foreach (List<Face> other in left.Where(other => other != own))
            {
                int at = other.FindIndex(f => Boxes.IoU(f.Box, face.Box) > overlap);
                if (at >= 0)
                {
                    same.Add(other[at]);
                    other.RemoveAt(at);
                }
            }

            merged.Add(new Face(MeanBox(same), same.Sum(f => f.Score) / looks.Count));
        }

        return [.. NonMaximumSuppression.Sorted(merged)];
    }

    // Surer looks count for more.
    private static Rect MeanBox(List<Face> faces)
    {
        double weight = Math.Max(1e-6, faces.Sum(f => (double)f.Score));
        int Mean(Func<Rect, int> edge) => (int)Math.Round(faces.Sum(f => Math.Max(1e-6 / faces.Count, f.Score) * (double)edge(f.Box)) / weight);
        return Rect.FromLTRB(Mean(b => b.Left), Mean(b => b.Top), Mean(b => b.Right), Mean(b => b.Bottom));
    }
}
