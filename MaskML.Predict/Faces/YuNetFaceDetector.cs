namespace MaskML.Predict.Faces;

/// <summary>YuNet, run by OpenCV: finds masked and bare faces alike.</summary>
internal sealed class YuNetFaceDetector : IFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "yunet";

    /// <summary>Name of the model file.</summary>
    public const string FileName = "face_detection_yunet_2023mar.onnx";

    /// <summary>The row of the table of detectors.</summary>
    internal static FaceDetectorKind Kind { get; } = new(DetectorName, options => new YuNetFaceDetector(options.Yunet))
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

    private readonly YuNetNetwork network;
    private readonly FaceSearch search;

    /// <summary>Opens the model.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The model file is missing or is not YuNet.</exception>
    public YuNetFaceDetector(YuNetOptions options)
    {
        string path = ModelPlaces.Find(FileName, options.Model, Remedy);
        network = new YuNetNetwork(path, Math.Min(options.Score, options.SmallScore), Profile.Overlap, $"Expected {FileName}. {Remedy}");
        search = new FaceSearch(network, Profile, options);
    }

    /// <inheritdoc/>
    public string Name => DetectorName;

    /// <inheritdoc/>
    public bool BoxIsCrop => false;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default) =>
        [.. search.Run(photo, cancellationToken).Select(face => face with { Box = Lowered(face.Box, photo.Size()) })];

    /// <inheritdoc/>
    public void Dispose() => network.Dispose();

    private static Rect Lowered(Rect box, Size photo)
    {
        int top = box.Top + (int)Math.Round(Forehead * box.Height);
        int bottom = box.Bottom + (int)Math.Round(Chin * box.Height);
        return Boxes.Clamp(Rect.FromLTRB(box.Left, top, box.Right, bottom), photo);
    }
}
