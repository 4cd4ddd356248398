namespace MaskML.Predict.Faces;

/// <summary>YuNet, run by OpenCV: finds masked and bare faces alike.</summary>
internal static class YuNetFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "yunet";

    /// <summary>Name of the model file.</summary>
    public const string FileName = "face_detection_yunet_2023mar.onnx";

    /// <summary>The row of the table of detectors.</summary>
    internal static FaceDetectorKind Kind { get; } = new(DetectorName, options => Open(options.Yunet))
    {
        FileName = FileName,
        ConfiguredFile = options => options.Yunet.Model,
        IsRecommended = true,
    };

    private const string Remedy = "Get it with `maskml models pull yunet`, set `yunet.model` to its path, or use `--detector haar`.";

    // A box of YuNet reaches from the hairline to above the chin, of masked faces more so; a face here is what a mask and the eyes
    // need. Shares of the height, measured against the boxes of face-mask data: it starts 0.18 too high and ends 0.09 too high.
    private const double Forehead = 0.15;
    private const double Chin = 0.1;

    private static readonly FaceSearchProfile Profile = new()
    {
        FrameStep = YuNetNetwork.FrameStep,
        CopySide = 320,
        Limit = 200,
        CandidateScore = 0.3,
        FocusBelow = 48,
        Overlap = 0.3,
    };

    /// <summary>Opens the detector.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The model file is missing or is not YuNet.</exception>
    public static IFaceDetector Open(YuNetOptions options)
    {
        string path = ModelPlaces.Find(FileName, options.Model, Remedy);
        double minScore = Math.Min(options.Score, options.SmallScore);
        var network = new YuNetNetwork(path, minScore, Profile.Overlap, $"Expected {FileName}. {Remedy}");
        return new SearchingDetector(DetectorName, network, Profile, options, Lowered);
    }

    private static Rect Lowered(Rect box, Size photo)
    {
        int top = box.Top + (int)Math.Round(Forehead * box.Height);
        int bottom = box.Bottom + (int)Math.Round(Chin * box.Height);
        return Boxes.Clamp(Rect.FromLTRB(box.Left, top, box.Right, bottom), photo);
    }
}
