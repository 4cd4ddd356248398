using OpenCvSharp;

namespace MaskML.Video.Tracking;

/// <summary>Which face of a frame belongs to which track.</summary>
internal static class FaceMatcher
{
    /// <summary>Pairs the likest first. The order of the faces makes no difference.</summary>
    /// <param name="expected">Where the tracks expect their faces.</param>
    /// <param name="found">The faces.</param>
    /// <param name="least">Least <see cref="Likeness"/> of a pair.</param>
    /// <returns>For each face the index of its track, or -1.</returns>
    public static int[] Match(IReadOnlyList<Rect2d> expected, IReadOnlyList<Rect> found, double least)
    {
        var pairs = new List<(double Likeness, int Track, int Face)>();
        for (int face = 0; face < found.Count; face++)
        {
            for (int track = 0; track < expected.Count; track++)
            {
                double likeness = Likeness(expected[track], found[face]);
                if (likeness >= least)
                {
                    pairs.Add((likeness, track, face));
                }
            }
        }

        // Of pairs that are equally like, place decides, never the order in which a detector lists the faces.
        pairs.Sort((a, b) => (-a.Likeness, a.Track, found[a.Face].X, found[a.Face].Y).CompareTo((-b.Likeness, b.Track, found[b.Face].X, found[b.Face].Y)));
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
    }

    /// <summary>
    /// DIoU: the overlap of two boxes (IoU) less the squared distance of their centres over that of the corners of the box around
    /// both. Small fast faces that no longer overlap are still told apart by it.
    /// </summary>
    /// <returns>1, where the boxes are the same, down to -1, where they are far apart.</returns>
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
