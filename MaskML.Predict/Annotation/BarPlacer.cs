namespace MaskML.Predict.Annotation;

/// <summary>Places the bars with the labels inside the picture: above the box, below it, or inside at its top.</summary>
internal sealed class BarPlacer(Size picture, IReadOnlyList<Rect> faces)
{
    // A bar inside a box may cover this share of the face's height.
    private const int LeastFaceToBar = 5;

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
        select new Rect(Inside(x, bar.Width, picture.Width), Inside(y, bar.Height, picture.Height), bar.Width, bar.Height);

    private static double Shared(Rect a, Rect b)
    {
        Rect shared = a & b;
        return (double)shared.Width * shared.Height;
    }

    private static int Inside(int from, int length, int limit) => Math.Clamp(from, 0, Math.Max(0, limit - length));
}
