using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>
/// The views through which a detector with a limited input sees faces of all sizes in a photo of any size: the whole photo, for
/// large faces, and, where that shrinks small ones too much, overlapping tiles, each level twice as fine as the one before it.
/// </summary>
public static class PhotoViews
{
    // A whole photo that is shown this much smaller than a level of tiles stands for that level.
    private const double Tolerance = 1.25;

    // Share of a tile that its neighbour shows too. A face that does not fit into it is found on the level before.
    private const double Shared = 0.2;

    /// <summary>Plans the views.</summary>
    /// <param name="photo">Size of the photo, at least one pixel each way.</param>
    /// <param name="longSide">Longest side of a view in pixels of the detector's input.</param>
    /// <param name="magnify">Scale of the finest level; a smaller photo is not enlarged more either.</param>
    /// <param name="tiles">Whether there may be tiles; without them small faces of large photos are lost.</param>
    /// <param name="step">The sides of frames are rounded up to a multiple of this, so that a detector meets few input sizes.</param>
    /// <returns>The whole photo first, then the levels from coarse to fine.</returns>
    public static IReadOnlyList<Letterbox> Plan(Size photo, int longSide, double magnify, bool tiles, int step)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(longSide);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(magnify);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(step);
        double whole = Math.Min(magnify, (double)longSide / Math.Max(photo.Width, photo.Height));
        var levels = new Stack<double>();
        for (double scale = magnify; tiles && scale > Tolerance * whole; scale /= 2)
        {
            levels.Push(scale);
        }

        return
        [
            View(new Rect(0, 0, photo.Width, photo.Height), whole, step),
            .. levels.SelectMany(scale => Tiles(photo, (int)(longSide / scale)).Select(part => View(part, scale, step))),
        ];
    }

    /// <summary>Cuts a photo into tiles of one size that cover it and share a part with their neighbours.</summary>
    /// <param name="photo">Size of the photo.</param>
    /// <param name="longest">Longest side of a tile in pixels.</param>
    public static IEnumerable<Rect> Tiles(Size photo, int longest) =>
        from y in Spans(photo.Height, longest)
        from x in Spans(photo.Width, longest)
        select new Rect(x.From, y.From, x.Length, y.Length);

    /// <summary>Whether a face is cut off at the edge of a view, where another view shows more of it.</summary>
    /// <param name="view">The view.</param>
    /// <param name="photo">Size of the photo.</param>
    /// <param name="face">The face in pixels of the photo.</param>
    public static bool IsCut(Letterbox view, Size photo, Rect face)
    {
        Rect part = view.Part;
        return (face.Left <= part.Left && part.Left > 0) || (face.Top <= part.Top && part.Top > 0)
            || (face.Right >= part.Right && part.Right < photo.Width) || (face.Bottom >= part.Bottom && part.Bottom < photo.Height);
    }

    /// <summary>The same part of the photo in a larger or smaller frame.</summary>
    /// <param name="view">The view.</param>
    /// <param name="factor">How much larger.</param>
    /// <param name="step">The sides of the frame are rounded up to a multiple of this.</param>
    public static Letterbox Enlarge(Letterbox view, double factor, int step) =>
        View(view.Part, factor * view.Fitted.Width / view.Part.Width, step);

    private static IEnumerable<(int From, int Length)> Spans(int length, int longest)
    {
        if (length <= longest)
        {
            return [(0, length)];
        }

        int shared = (int)(longest * Shared);
        int count = (int)Math.Ceiling((double)(length - shared) / Math.Max(1, longest - shared));
        int span = Math.Min(longest, (int)Math.Ceiling((length + ((count - 1.0) * shared)) / count));
        return Enumerable.Range(0, count).Select(i => ((int)((long)i * (length - span) / (count - 1)), span));
    }

    // Frames are squares, or 4 : 3 upright or lying, so that photos of many shapes share a few sizes.
    private static Letterbox View(Rect part, double scale, int step)
    {
        int longSide = Side(Math.Max(part.Width, part.Height) * scale);
        int shortSide = Side(longSide * 0.75);
        if (Math.Round(Math.Min(part.Width, part.Height) * scale) > shortSide)
        {
            shortSide = longSide;
        }

        return new Letterbox(part, part.Width >= part.Height ? new Size(longSide, shortSide) : new Size(shortSide, longSide));

        int Side(double length) => (int)Math.Ceiling(Math.Max(1, Math.Round(length)) / step) * step;
    }
}
