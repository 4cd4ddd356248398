using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>Finds faces in a photo. Implementations can be used from several threads at once.</summary>
public interface IFaceDetector : IDisposable
{
    /// <summary>Name as on the command line: <c>masknet</c>, <c>yunet</c>, <c>haar</c>, <c>none</c>.</summary>
    string Name { get; }

    /// <summary>Whether a face's box already is the crop, so that no margin is added around it.</summary>
    bool BoxIsCrop => false;

    /// <summary>Finds the faces.</summary>
    /// <param name="photo">A BGR picture; it is not changed.</param>
    /// <returns>Faces in pixels of the photo, the surest first.</returns>
    IReadOnlyList<Face> Detect(Mat photo);
}
