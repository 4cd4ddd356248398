namespace MaskML.Predict.Faces;

/// <summary>Non-maximum suppression: of overlapping faces, the one with the highest score is kept.</summary>
internal static class NonMaximumSuppression
{
    /// <summary>Keeps the face with the highest score, drops those that overlap it, and goes on with the rest.</summary>
    /// <param name="faces">Faces of one photo, in any order.</param>
    /// <param name="overlap">Faces with a greater IoU are the same face.</param>
    /// <param name="max">Most faces to keep. Each face is compared with all that are kept, and noise has thousands of candidates.</param>
    /// <returns>The kept faces, ordered by descending score; independent of the order of <paramref name="faces"/>.</returns>
    public static IReadOnlyList<Face> Apply(IEnumerable<Face> faces, double overlap, int max = int.MaxValue)
    {
        var kept = new List<Face>();
        foreach (Face face in Sorted(faces))
        {
            if (kept.Count == max)
            {
                break;
            }

            if (!kept.Exists(other => Boxes.IoU(other.Box, face.Box) > overlap))
            {
                kept.Add(face);
            }
        }

        return kept;
    }

    /// <summary>Sorts by descending score, then by place, so that a photo always gives the same list.</summary>
    /// <param name="faces">Faces of one photo.</param>
    public static IOrderedEnumerable<Face> Sorted(IEnumerable<Face> faces) => faces
        .OrderByDescending(face => face.Score)
        .ThenBy(face => face.Box.Y).ThenBy(face => face.Box.X).ThenBy(face => face.Box.Width).ThenBy(face => face.Box.Height);
}
