using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>Finds faces in a photo. Implementations can be used from several threads at once.</summary>
public interface IFaceDetector : IDisposable
{
    /// <summary>Name as on the command line: <c>masknet</c>, <c>yunet</c>, <c>haar</c>, <c>none</c>.</summary>
    string Name { get; }

    /// <summary>Whether a face's box already is the crop, so that no margin is added around it.</summary>
    bool BoxIsCrop => false;

    /// <summary>
    /// Whether a face is still one when its label is known: a mask hides half of what a detector looks at, so an unsure masked face is
    /// to be expected, and an unsure bare one is mostly none.
    /// </summary>
    /// <param name="face">A face that <see cref="Detect(Mat)"/> found.</param>
    /// <param name="label">Its label, in snake case.</param>
    bool Stands(Face face, string label) => true;

    /// <summary>Finds the faces.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <returns>Faces in pixels of the photo, the surest first.</returns>
    IReadOnlyList<Face> Detect(Mat photo);

    /// <summary>The same, given up where nobody wants it any more: between the parts of a large photo, where a detector has such.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <param name="cancel">Gives it up.</param>
    /// <exception cref="OperationCanceledException">It was given up.</exception>
    IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        return Detect(photo);
    }
}
