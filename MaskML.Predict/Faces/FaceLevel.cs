namespace MaskML.Predict.Faces;

/// <summary>One scale on which a photo is searched.</summary>
/// <param name="Scale">Pixels of a view for each pixel of the photo.</param>
/// <param name="Views">The whole photo in one view, or tiles that cover it.</param>
/// <param name="IsEverywhere">Whether all views are searched; otherwise those with small candidates.</param>
internal sealed record FaceLevel(double Scale, IReadOnlyList<Letterbox> Views, bool IsEverywhere)
{
    // Most pixels of a level that is searched everywhere: a photo of three megapixels, enlarged.
    private const double MostPixels = 7e6;

    // The small copy has at most this share of the photo's sides, since a copy of nearly the same size finds nothing new ...
    private const double CopyShare = 0.55;

    // ... but at least so many pixels on its long side, below which a face has too few of them.
    private const double SmallestCopy = 96;

    // A level is left out unless it is so many times finer than the level before it.
    private const double LeastStep = 1.25;

    /// <summary>Plans the levels: a small copy for large faces, then the photo, enlarged or in tiles, for small ones.</summary>
    /// <param name="photo">Size of the photo, at least one pixel each way.</param>
    /// <param name="options">Limits of the frames.</param>
    /// <param name="profile">How the network is used.</param>
    /// <returns>The levels from coarse to fine.</returns>
    public static IReadOnlyList<FaceLevel> Plan(Size photo, IFaceSearchOptions options, FaceSearchProfile profile)
    {
        double longest = Math.Max(photo.Width, photo.Height);
        double whole = Math.Min(options.Magnify, options.LongSide / longest);
        var finer = new List<double>();
        for (double scale = options.Magnify; options.Tiles && scale > LeastStep * whole; scale /= 2)
        {
            finer.Add(scale);
        }

        var scales = new List<double> { Math.Max(SmallestCopy, Math.Min(profile.CopySide, CopyShare * longest)) / longest };
        foreach (double scale in finer.Append(whole).Order())
        {
            if (scale >= LeastStep * scales[^1])
            {
                scales.Add(scale);
            }
        }

        return [.. scales.Select(scale => new FaceLevel(
            scale, Cover(photo, scale, options.LongSide, profile), scale * scale * photo.Width * photo.Height <= MostPixels))];
    }

    /// <summary>Chooses the views that hold candidates of the level before, those of the surest ones first.</summary>
    /// <param name="candidates">What was too small for the level before to be sure of.</param>
    /// <param name="pixels">The most that the views may have together; what they have is subtracted.</param>
    public IReadOnlyList<Letterbox> Holding(IEnumerable<Face> candidates, ref double pixels)
    {
        var chosen = new HashSet<Letterbox>();
        foreach (Letterbox view in NonMaximumSuppression.Sorted(candidates).SelectMany(face => Views.Where(view => view.Holds(face.Box))))
        {
            if (!chosen.Contains(view) && (pixels -= (double)view.Frame.Width * view.Frame.Height) < 0)
            {
                break;
            }

            chosen.Add(view);
        }

        return [.. chosen];
    }

    private static IReadOnlyList<Letterbox> Cover(Size photo, double scale, int longSide, FaceSearchProfile profile)
    {
        bool fits = scale * Math.Max(photo.Width, photo.Height) <= profile.WholeFactor * longSide;
        IEnumerable<Rect> parts = fits ? [new Rect(0, 0, photo.Width, photo.Height)] : PhotoViews.Tiles(photo, (int)(longSide / scale));
        return [.. parts.Select(part => PhotoViews.View(part, scale, profile.FrameStep))];
    }
}
