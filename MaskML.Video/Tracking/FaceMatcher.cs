namespace MaskML.Video.Tracking;

/// <summary>Assigns the faces of a frame to tracks.</summary>
internal static class FaceMatcher
{
    /// <summary>Greedy matching by descending likeness, independent of the order of the faces.</summary>
    /// <param name="expected">Predicted boxes of the tracks.</param>
    /// <param name="found">The faces.</param>
    /// <param name="minLikeness">Lowest <see cref="Likeness"/> of a pair.</param>
    /// <returns>For each face the index of its track, or -1.</returns>
    public static int[] Match(IReadOnlyList<Rect2d> expected, IReadOnlyList<Rect> found, double minLikeness)
    {
        var pairs = new List<(double Likeness, int Track, int Face)>();
        for (int face = 0; face < found.Count; face++)
        {
            for (int track = 0; track < expected.Count; track++)
            {
                double likeness = Likeness(expected[track], found[face]);
                if (likeness >= minLikeness)
                {
                    pairs.Add((likeness, track, face));
                }
            }
        }

        // Position breaks ties, not the order in which the detector lists the faces.
        pairs.Sort((a, b) => Key(a).CompareTo(Key(b)));
        int[] tracks = new int[found.Count];
        Array.Fill(tracks, -1);
        bool[] taken = new bool[expected.Count];
        foreach ((_, int track, int face) in pairs)
        {
            if (!taken[track] && tracks[face] < 0)
            {
                taken[track] = true;
                tracks[face] = track;
            }
        }

        return tracks;

        (double, int, int, int) Key((double Likeness, int Track, int Face) pair) =>
            (-pair.Likeness, pair.Track, found[pair.Face].X, found[pair.Face].Y);
    }

    /// <summary>
    /// Distance-IoU (DIoU): the IoU of two boxes less the squared distance of their centres over the squared diagonal of the box around
    /// both. Unlike IoU it also ranks boxes that do not overlap, such as small fast faces.
    /// </summary>
    /// <returns>From 1 for equal boxes down to -1 for boxes far apart.</returns>
    public static double Likeness(Rect2d a, Rect b)
    {
        double shared = Math.Max(0, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left))
            * Math.Max(0, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top));
        double across = Math.Max(a.Right, b.Right) - Math.Min(a.Left, b.Left);
        double down = Math.Max(a.Bottom, b.Bottom) - Math.Min(a.Top, b.Top);
        double x = a.X + (a.Width / 2) - b.X - (b.Width / 2.0);
        double y = a.Y + (a.Height / 2) - b.Y - (b.Height / 2.0);
        double all = (a.Width * a.Height) + ((double)b.Width * b.Height) - shared;
        return (shared / all) - (((x * x) + (y * y)) / ((across * across) + (down * down)));
    }
}
