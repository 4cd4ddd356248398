namespace MaskML.Predict.Annotation;

/// <summary>Places the bars with the labels inside the picture: above the box, below it, or inside at its top.</summary>
internal sealed class BarPlacer(Size picture, IReadOnlyList<Rect> faces)
{
    // A bar inside a box may cover this share of the face's height.
    private const int LeastFaceToBar = 5;

    // How far away from its face a mark may be, in its own sizes.
    private const int Rings = 20;

    private readonly List<Rect> placed = [];

    /// <summary>Reserves a place that covers no face and no other bar.</summary>
    /// <param name="face">The face.</param>
    /// <param name="bar">Size of the bar.</param>
    /// <returns>The bar, or null if there is no such place.</returns>
    public Rect? TryPlace(Rect face, Size bar)
    {
        foreach (Rect candidate in Candidates(face, bar))
        {
            Rect hidden = candidate & face;
            bool small = hidden.Height * LeastFaceToBar <= face.Height;
            if (small && Covered(candidate, face) == 0)
            {
                placed.Add(candidate);
                return candidate;
            }
        }

        return null;
    }

    /// <summary>Reserves the place that covers least.</summary>
    /// <param name="face">The face.</param>
    /// <param name="bar">Size of the bar.</param>
    public Rect Place(Rect face, Size bar)
    {
        Rect best = Candidates(face, bar).MinBy(candidate => Covered(candidate));
        placed.Add(best);
        return best;
    }

    /// <summary>Reserves a place for a small mark at the face or, where that is full, near it: it covers no bar and no mark.</summary>
    /// <param name="face">The face.</param>
    /// <param name="mark">Size of the mark.</param>
    public Rect PlaceMark(Rect face, Size mark)
    {
        bool IsFree(Rect? place) => placed.All(bar => Shared(bar, place!.Value) == 0);
        Rect best = At(face, mark).Where(IsFree).MinBy(place => Covered(place!.Value, face))
            ?? Near(face, mark).FirstOrDefault(IsFree)
            ?? Candidates(face, mark).MinBy(place => Covered(place, face));
        placed.Add(best);
        return best;
    }

    /// <summary>Reserves a place that no bar may cover.</summary>
    public void Reserve(Rect place) => placed.Add(place);

    /// <summary>Counts the pixels of faces and bars that a box would cover; those of bars count twice.</summary>
    /// <param name="box">The box.</param>
    /// <param name="own">A face that may be covered.</param>
    public double Covered(Rect box, Rect own = default) =>
        faces.Where(face => face != own).Sum(face => Shared(face, box)) + placed.Sum(bar => 2 * Shared(bar, box));

    // Candidates in order of preference: above, below, inside; each at the left end of the face, at its right end, in its middle.
    private IEnumerable<Rect> Candidates(Rect face, Size bar) =>
        from y in new[] { face.Top - bar.Height, face.Bottom, face.Top }
        from x in new[] { face.Left, face.Right - bar.Width, face.Left + ((face.Width - bar.Width) / 2) }
        select Placed(x, y, bar);

    // In order of preference: beside the face, below, above, in its corners.
    private IEnumerable<Rect?> At(Rect face, Size mark)
    {
        (int left, int right, int top, int bottom) = (face.Left, face.Right - mark.Width, face.Top, face.Bottom - mark.Height);
        return
        [
            Place(face.Right, bottom), Place(left - mark.Width, bottom), Place(face.Right, top), Place(left - mark.Width, top),
            Place(right, face.Bottom), Place(left, face.Bottom), Place(right, top - mark.Height), Place(left, top - mark.Height),
            Place(right, bottom), Place(left, bottom), Place(right, top), Place(left, top),
        ];

        Rect Place(int x, int y) => Placed(x, y, mark);
    }

    private IEnumerable<Rect?> Near(Rect face, Size mark) =>
        from ring in Enumerable.Range(1, Rings)
        from y in Enumerable.Range(-ring, (2 * ring) + 1)
        from x in Enumerable.Range(-ring, (2 * ring) + 1)
        where Math.Max(Math.Abs(x), Math.Abs(y)) == ring
        select (Rect?)Placed(face.Left + (x * mark.Width), face.Top + (y * mark.Height), mark);

    // Moved into the picture.
    private Rect Placed(int x, int y, Size bar) => new(
        Math.Clamp(x, 0, Math.Max(0, picture.Width - bar.Width)),
        Math.Clamp(y, 0, Math.Max(0, picture.Height - bar.Height)),
        bar.Width,
        bar.Height);

    private static double Shared(Rect a, Rect b)
    {
        Rect shared = a & b;
        return (double)shared.Width * shared.Height;
    }
}
