namespace MaskML.Predict.Faces;

/// <summary>
/// MaskML's own detector, trained on masked and bare faces from 8 pixels on (<c>tools/training</c>). A photo is searched in
/// <see cref="PhotoViews"/>; a view is as large as its part of the photo, no square.
/// </summary>
internal static class MaskNetFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "masknet";

    /// <summary>Name of the model file.</summary>
    public const string FileName = "masknet-face.onnx";

    /// <summary>The row of the table of detectors.</summary>
    internal static FaceDetectorKind Kind { get; } = new(DetectorName, options => Open(options.MasknetFace))
    {
        FileName = FileName,
        ConfiguredFile = options => options.MasknetFace.Model,
        IsRecommended = true,
    };

    private const string Remedy =
        "Leave `masknetFace.model` out: the detector comes with MaskML.";

    // Chosen on sets that the network has not seen: tools/training/detector/README.md.
    private static readonly FaceSearchProfile Profile = new()
    {
        FrameStep = FaceNetwork.Stride,
        CopySide = 256,
        CopyMirrored = true,
        WholeFactor = 1.5,
        Limit = 85,
        ConfirmFrom = 16,
        CandidateScore = 0.1,
        FocusBelow = 42,
        Overlap = 0.4,
    };

    /// <summary>Opens the detector.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The model file is missing or damaged, or is another network.</exception>
    public static IFaceDetector Open(MaskNetFaceOptions options) => new SearchingDetector(
        DetectorName, FaceNetwork.Open(ModelPlaces.Find(FileName, options.Model, Remedy), options.Threads), Profile, options);
}
