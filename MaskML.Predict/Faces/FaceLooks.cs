using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>Two looks at a view of a photo as one: as it is, and mirrored and larger. Their mean is surer than either.</summary>
internal static class FaceLooks
{
    /// <summary>What one look alone is this unsure of cannot become a face by the other.</summary>
    public const double LowestCandidate = 0.1;

    /// <summary>Most faces in one look; a view of some hundred pixels has no place for more.</summary>
    public const int MostInLook = 500;

    // The mirrored look is larger by this: it then finds what falls between the scales of the first.
    private const double Larger = 1.25;

    // Two looks find the same face with boxes that overlap at least so much.
    private const double SameFace = 0.4;

    /// <summary>Finds one face at a time in a picture.</summary>
    /// <param name="frame">The picture.</param>
    /// <param name="toPhoto">Takes a box from the picture to the photo; empty where nothing of it is inside.</param>
    /// <returns>The faces in pixels of the photo, none of them twice.</returns>
    public delegate IReadOnlyList<Face> Look(Mat frame, Func<Rect2f, Rect> toPhoto);

    /// <summary>Searches a view.</summary>
    /// <param name="photo">The photo.</param>
    /// <param name="view">The view of it.</param>
    /// <param name="mirror">Whether there is a second look.</param>
    /// <param name="step">Sides of frames are multiples of this.</param>
    /// <param name="look">Finds faces.</param>
    public static IReadOnlyList<Face> Search(Mat photo, Letterbox view, bool mirror, int step, Look look)
    {
        using Mat frame = view.Apply(photo);
        IReadOnlyList<Face> plain = look(frame, view.ToPhoto);
        if (!mirror)
        {
            return plain;
        }

        Letterbox larger = PhotoViews.Enlarge(view, Larger, step);
        using Mat upright = larger.Apply(photo);
        using Mat mirrored = upright.Flip(FlipMode.Y);
        IReadOnlyList<Face> second = look(mirrored, box => larger.ToPhoto(box with { X = mirrored.Width - box.X - box.Width }));
        return FaceConsensus.Merge([plain, second], SameFace);
    }
}
