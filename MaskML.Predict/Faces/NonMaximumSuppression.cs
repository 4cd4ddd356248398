namespace MaskML.Predict.Faces;

/// <summary>One face for each person: of faces that overlap, the surest stays.</summary>
internal static class NonMaximumSuppression
{
    /// <summary>Takes the surest face, drops those that overlap it, and goes on with the rest.</summary>
    /// <param name="faces">Faces of one photo, in any order.</param>
    /// <param name="overlap">Faces whose IoU is greater are the same face.</param>
    /// <param name="most">How many faces may stay: each face is held against all that stay, and noise has thousands that look a little like one.</param>
    /// <returns>The faces that stay, the surest first; the order of faces given does not matter.</returns>
    public static IReadOnlyList<Face> Apply(IEnumerable<Face> faces, double overlap, int most = int.MaxValue)
    {
        var kept = new List<Face>();
        foreach (Face face in Sorted(faces))
        {
            if (kept.Count == most)
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

    /// <summary>The surest first; equals by place, so that a photo always gives the same list.</summary>
    /// <param name="faces">Faces of one photo.</param>
    public static IOrderedEnumerable<Face> Sorted(IEnumerable<Face> faces) => faces
        .OrderByDescending(face => face.Score)
        .ThenBy(face => face.Box.Y).ThenBy(face => face.Box.X).ThenBy(face => face.Box.Width).ThenBy(face => face.Box.Height);
}
