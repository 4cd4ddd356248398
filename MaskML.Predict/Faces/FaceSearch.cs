using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>A whole photo through a detector's network: view by view, two looks at each.</summary>
internal static class FaceSearch
{
    private const int MostInPhoto = 5000;

    /// <summary>Searches a photo.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <param name="options">How to search.</param>
    /// <param name="step">Sides of frames are multiples of this.</param>
    /// <param name="look">Finds the faces of one frame.</param>
    /// <param name="cancel">Gives the search up between views.</param>
    /// <returns>Faces in pixels of the photo, none of them twice, the surest first.</returns>
    public static IReadOnlyList<Face> Run(Mat photo, IFaceSearchOptions options, int step, FaceLooks.Look look, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(photo);
        Size size = photo.Size();
        IEnumerable<Face> found = PhotoViews.Plan(size, options.LongSide, options.Magnify, options.Tiles, step)
            .SelectMany(view =>
            {
                cancel.ThrowIfCancellationRequested();
                return FaceLooks.Search(photo, view, options.Mirror, step, look).Where(face => !PhotoViews.IsCut(view, size, face.Box));
            })
            .Where(face => face.Score >= (IsSmall(face, options) ? options.SmallScore : options.Score));
        return NonMaximumSuppression.Apply(found, options.Overlap, MostInPhoto);
    }

    /// <summary>Whether a face is so small that scores of their own hold for it.</summary>
    public static bool IsSmall(Face face, IFaceSearchOptions options) => FaceSize.Of(face.Box) < options.SmallFace;
}
