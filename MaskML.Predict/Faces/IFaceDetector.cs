namespace MaskML.Predict.Faces;

/// <summary>Finds faces in a photo. Implementations can be used from several threads at once.</summary>
/// <remarks>
/// The members have no default bodies, so that a detector that wraps another one does not compile until it forwards each of them.
/// </remarks>
public interface IFaceDetector : IDisposable
{
    /// <summary>Name as on the command line: <c>masknet</c>, <c>yunet</c>, <c>haar</c>, <c>none</c>.</summary>
    string Name { get; }

    /// <summary>Whether a face's box already is the crop, so that no margin is added around it.</summary>
    bool BoxIsCrop { get; }

    /// <summary>Finds the faces.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <param name="cancellationToken">Ends the search between the views of a large photo.</param>
    /// <returns>Faces in pixels of the photo, ordered by descending score.</returns>
    /// <exception cref="OperationCanceledException">The search was cancelled.</exception>
    IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default);
}
