using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>
/// MaskML's own detector, trained on masked and bare faces from 8 pixels on (<c>tools/training</c>). A photo is searched in
/// <see cref="PhotoViews"/>; a view is as large as its part of the photo, no square.
/// </summary>
public sealed class MaskNetFaceDetector : IFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "masknet";

    /// <summary>Name of the model file.</summary>
    public const string FileName = "masknet-face.onnx";

    /// <summary>The row of the table of detectors.</summary>
    internal static FaceDetectorKind Kind { get; } = new(DetectorName, options => new MaskNetFaceDetector(options.MasknetFace))
    {
        FileName = FileName,
        ConfiguredFile = options => options.MasknetFace.Model,
        IsRecommended = true,
    };

    private const string Remedy =
        "It comes with MaskML: put it into data/models again, set `masknetFace.model` to its path, or use `--detector haar`.";

    private readonly MaskNetFaceOptions options;
    private readonly FaceNetwork network;

    /// <summary>Opens the model.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The model file is missing or damaged, or is another network.</exception>
    public MaskNetFaceDetector(MaskNetFaceOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        network = FaceNetwork.Open(ModelPlaces.Find(FileName, options.Model, Remedy), options.Threads);
    }

    /// <inheritdoc/>
    public string Name => DetectorName;

    /// <inheritdoc/>
    public bool BoxIsCrop => false;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default) =>
        FaceSearch.Run(photo, options, FaceNetwork.Stride, Look, cancellationToken);

    /// <inheritdoc/>
    public bool KeepAfterLabelling(Face face, string label) => label != FaceLabels.WithoutMask
        || face.Score >= (FaceSearch.IsSmall(face, options) ? options.SmallBareScore : options.BareScore);

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private IReadOnlyList<Face> Look(Mat frame, Func<Rect2f, Rect> toPhoto)
    {
        double lowest = Math.Min(options.Score, options.SmallScore);
        IEnumerable<Face> faces = network.Run(frame, (float)(options.Mirror ? Math.Min(FaceLooks.LowestCandidate, lowest) : lowest))
            .Select(candidate => new Face(toPhoto(candidate.Box), candidate.Score))
            .Where(face => face.Box.Width > 0);
        return NonMaximumSuppression.Apply(faces, options.Overlap, FaceLooks.MostInLook);
    }
}
