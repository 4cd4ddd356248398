namespace MaskML.Predict.Faces;

/// <summary>Merges several passes over one picture: a face gets the mean score of all passes and their weighted mean box.</summary>
internal static class FaceConsensus
{
    /// <summary>Merges the faces of several passes.</summary>
    /// <param name="passes">The faces of each pass; no face twice in one pass.</param>
    /// <param name="overlap">Faces of different passes with a greater IoU are the same face.</param>
    /// <returns>The faces, ordered by descending score. A pass that did not find a face contributes the score 0.</returns>
    public static IReadOnlyList<Face> Merge(IReadOnlyList<IReadOnlyList<Face>> passes, double overlap)
    {
        var left = passes.Select(faces => NonMaximumSuppression.Sorted(faces).ToList()).ToList();
        var merged = new List<Face>();
        foreach (Face face in NonMaximumSuppression.Sorted(passes.SelectMany(faces => faces)))
        {
            List<Face>? own = left.Find(faces => faces.Remove(face));
            if (own is null)
            {
                continue; // It was merged into a face with a higher score.
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

            merged.Add(new Face(MeanBox(same), same.Sum(f => f.Score) / passes.Count));
        }

        return [.. NonMaximumSuppression.Sorted(merged)];
    }

    // Boxes are weighted by their scores.
    private static Rect MeanBox(List<Face> faces)
    {
        double weight = Math.Max(1e-6, faces.Sum(f => (double)f.Score));
        int Mean(Func<Rect, int> edge) =>
            (int)Math.Round(faces.Sum(f => Math.Max(1e-6 / faces.Count, f.Score) * (double)edge(f.Box)) / weight);
        return Rect.FromLTRB(Mean(b => b.Left), Mean(b => b.Top), Mean(b => b.Right), Mean(b => b.Bottom));
    }
}
