namespace MaskML.Predict.Faces;

/// <summary>
/// Windows around small candidates. Where a level has too many pixels to be searched everywhere, it is searched where the level before
/// saw something too small to be sure of.
/// </summary>
/// <param name="profile">How the network is used.</param>
internal sealed class FaceFocus(FaceSearchProfile profile)
{
    // Side of a window in pixels of its frame: a multiple of the steps of all networks.
    private const int Side = 320;

    // The most that all windows of a photo have together, whatever the candidates: as much as a photo of five megapixels, enlarged.
    private double pixels = 12e6;

    /// <summary>Plans the windows of a level, the surest candidates first.</summary>
    /// <param name="photo">Size of the photo.</param>
    /// <param name="scale">Pixels of a frame for each pixel of the photo.</param>
    /// <param name="candidates">Candidates of the level before.</param>
    /// <param name="coarse">Scale of the level before.</param>
    public List<Letterbox> Plan(Size photo, double scale, IEnumerable<Face> candidates, double coarse)
    {
        var windows = new List<Letterbox>();
        foreach (Face face in NonMaximumSuppression.Sorted(candidates.Where(f => FaceSize.Of(f.Box) * coarse < profile.FocusBelow)))
        {
            if (windows.Exists(window => Holds(window, face)))
            {
                continue;
            }

            Letterbox next = PhotoViews.View(Around(face.Box, photo, (int)(Side / scale)), scale, profile.FrameStep);
            pixels -= (double)next.Frame.Width * next.Frame.Height;
            if (pixels < 0)
            {
                break;
            }

            windows.Add(next);
        }

        return windows;
    }

    /// <summary>Whether a window holds a face with room around it, so that the network sees what it needs.</summary>
    public static bool Holds(Letterbox window, Face face)
    {
        Rect box = face.Box;
        int room = FaceSize.Of(box) / 2;
        var wide = new Rect(box.X - room, box.Y - room, box.Width + (2 * room), box.Height + (2 * room));
        return (window.Part & wide) == wide;
    }

    private static Rect Around(Rect box, Size photo, int side)
    {
        (int x, int width) = Span(box.X, box.Width, photo.Width);
        (int y, int height) = Span(box.Y, box.Height, photo.Height);
        return new Rect(x, y, width, height);

        (int From, int Length) Span(int from, int length, int all) =>
            (Math.Clamp(from + ((length - side) / 2), 0, Math.Max(0, all - side)), Math.Min(side, all));
    }
}
