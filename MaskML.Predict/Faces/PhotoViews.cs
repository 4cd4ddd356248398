namespace MaskML.Predict.Faces;

/// <summary>The views of a photo that a detector searches: the whole photo on some scale, or overlapping tiles of it.</summary>
internal static class PhotoViews
{
    // Share of a tile that its neighbour covers too. A face that does not fit into it is found on the level before.
    private const double TileOverlap = 0.2;

    // Short side of a frame as a share of its long side: the shapes of videos and photos. Each size more costs memory of the network.
    private static readonly double[] ShortShares = [0.25, 9.0 / 16, 2.0 / 3, 0.75, 1];

    /// <summary>Divides a photo into overlapping tiles of one size that cover it.</summary>
    /// <param name="photo">Size of the photo.</param>
    /// <param name="longest">Longest side of a tile in pixels.</param>
    public static IEnumerable<Rect> Tiles(Size photo, int longest) =>
        from y in Spans(photo.Height, longest)
        from x in Spans(photo.Width, longest)
        select new Rect(x.From, y.From, x.Length, y.Length);

    /// <summary>Whether a view cuts a face off at an edge beyond which the photo goes on.</summary>
    /// <param name="view">The view.</param>
    /// <param name="photo">Size of the photo.</param>
    /// <param name="face">The face in pixels of the photo.</param>
    public static bool IsCut(Letterbox view, Size photo, Rect face)
    {
        Rect part = view.Part;
        return (face.Left <= part.Left && part.Left > 0) || (face.Top <= part.Top && part.Top > 0)
            || (face.Right >= part.Right && part.Right < photo.Width) || (face.Bottom >= part.Bottom && part.Bottom < photo.Height);
    }

    private static IEnumerable<(int From, int Length)> Spans(int length, int longest)
    {
        if (length <= longest)
        {
            return [(0, length)];
        }

        int shared = (int)(longest * TileOverlap);
        int count = (int)Math.Ceiling((double)(length - shared) / Math.Max(1, longest - shared));
        int span = Math.Min(longest, (int)Math.Ceiling((length + ((count - 1.0) * shared)) / count));
        return Enumerable.Range(0, count).Select(i => ((int)((long)i * (length - span) / (count - 1)), span));
    }

    /// <summary>
    /// Fits a part of a photo into a frame: a square, 4:3, 3:2, 16:9 or 4:1 in either orientation, so that photos share a few sizes.
    /// </summary>
    /// <param name="part">The part in pixels of the photo.</param>
    /// <param name="scale">Pixels of the frame for each pixel of the photo.</param>
    /// <param name="step">The sides of the frame are rounded up to a multiple of this.</param>
    public static Letterbox View(Rect part, double scale, int step)
    {
        int longSide = Side(Math.Max(part.Width, part.Height) * scale);
        double needed = Math.Round(Math.Min(part.Width, part.Height) * scale);
        int shortSide = ShortShares.Select(share => Side(longSide * share)).First(side => side >= needed);
        return new Letterbox(part, part.Width >= part.Height ? new Size(longSide, shortSide) : new Size(shortSide, longSide));

        int Side(double length) => (int)Math.Ceiling(Math.Max(1, Math.Round(length)) / step) * step;
    }
}
