namespace MaskML.Predict.Faces;

/// <summary>A network that finds faces in one frame. Implementations can be used from several threads at once.</summary>
internal interface IFaceNetwork : IDisposable
{
    /// <summary>Finds candidates, of which several may be the same face.</summary>
    /// <param name="frame">
    /// A BGR picture of type <see cref="MatType.CV_8UC3"/> whose sides are multiples of <see cref="FaceSearchProfile.FrameStep"/>.
    /// </param>
    /// <param name="minScore">Lowest score of a candidate.</param>
    /// <returns>Boxes in pixels of the frame.</returns>
    IReadOnlyList<FaceCandidate> Run(Mat frame, float minScore);
}
