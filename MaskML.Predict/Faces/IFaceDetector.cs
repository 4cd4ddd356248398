using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>Finds faces in a photo. Implementations can be used from several threads at once.</summary>
public interface IFaceDetector : IDisposable
{
    /// <summary>Name as on the command line: <c>haar</c>, <c>yunet</c>, <c>none</c>.</summary>
    string Name { get; }

    /// <summary>Whether a face's box already is the crop, so that no margin is added around it.</summary>
    bool BoxIsCrop => false;

    /// <summary>
    /// Whether a face is still one when its label is known: a mask hides half of what a detector looks at, so an unsure masked face is
    /// to be expected, and an unsure bare one is mostly none.
    /// </summary>
    /// <param name="face">A face that <see cref="Detect"/> found.</param>
    /// <param name="label">Its label, in snake case.</param>
    bool Stands(Face face, string label) => true;

    /// <summary>Finds the faces.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <returns>Faces in pixels of the photo, the surest first.</returns>
    IReadOnlyList<Face> Detect(Mat photo);
}
