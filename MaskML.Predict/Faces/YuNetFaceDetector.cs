using MaskML.Predict.Concurrency;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>
/// YuNet through OpenCV: finds masked and bare faces alike. A photo is searched in <see cref="PhotoViews"/>, each as it is and
/// mirrored; frames have few sizes, because OpenCvSharp cannot change the input size of a detector that is open.
/// </summary>
public sealed class YuNetFaceDetector : IFaceDetector
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

    private const string Remedy = "Get it with `./maskml models pull yunet`, set `yunet.model` to its path, or use `--detector haar`.";

    // A row of the result: x, y, width, height, five landmarks (x, y), score; pixels of the frame.
    private const int ScoreColumn = 14;
    private const int Candidates = 5000;

    // Sides of frames: multiples of the network's stride, and few, since each size takes a network of its own.
    private const int FrameStep = 64;

    // A network of a size is made in milliseconds and holds some 30 MB.
    private const int IdleNetworks = 24;

    // A box of YuNet reaches from the hairline to above the chin, of masked faces more so; a face here is what a mask and the eyes
    // need. Shares of the height, measured against the boxes of face-mask data: it starts 0.18 too high and ends 0.09 too high.
    private const double Forehead = 0.15;
    private const double Chin = 0.1;

    private readonly YuNetOptions options;
    private readonly string path;
    private readonly KeyedPool<Size, FaceDetectorYN> networks;

    /// <summary>Opens the model.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The model file is missing or is not YuNet.</exception>
    public YuNetFaceDetector(YuNetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        path = ModelPlaces.Find(FileName, options.Model, Remedy);
        networks = new KeyedPool<Size, FaceDetectorYN>(Open, IdleNetworks);
        try
        {
            using var probe = new Mat(FrameStep, FrameStep, MatType.CV_8UC3, Scalar.Black);
            Detect(probe);
        }
        catch (OpenCVException e)
        {
            throw new InputException($"{path}: OpenCV runs it, but not as a face detector ({e.ErrMsg}); expected {FileName}. {Remedy}", e);
        }
    }

    /// <inheritdoc/>
    public string Name => DetectorName;

    /// <inheritdoc/>
    public bool BoxIsCrop => false;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default) =>
        [.. FaceSearch.Run(photo, options, FrameStep, Look, cancellationToken).Select(face => face with { Box = Lowered(face.Box, photo.Size()) })];

    /// <inheritdoc/>
    public bool KeepAfterLabelling(Face face, string label) => label != FaceLabels.WithoutMask || face.Score >= options.BareScore;

    /// <inheritdoc/>
    public void Dispose() => networks.Dispose();

    private List<Face> Look(Mat frame, Func<Rect2f, Rect> toPhoto)
    {
        using var rows = new Mat();
        networks.Use(frame.Size(), network => network.Detect(frame, rows));
        int count = Math.Min(rows.Rows, FaceLooks.MostInLook);
        var faces = new List<Face>(count);
        for (int i = 0; i < count; i++)
        {
            Rect box = toPhoto(new Rect2f(rows.At<float>(i, 0), rows.At<float>(i, 1), rows.At<float>(i, 2), rows.At<float>(i, 3)));
            if (box.Width > 0)
            {
                faces.Add(new Face(box, Math.Clamp(rows.At<float>(i, ScoreColumn), 0, 1)));
            }
        }

        return faces;
    }

    private static Rect Lowered(Rect box, Size photo)
    {
        int top = box.Top + (int)Math.Round(Forehead * box.Height);
        int bottom = box.Bottom + (int)Math.Round(Chin * box.Height);
        return Boxes.Clamp(Rect.FromLTRB(box.Left, top, box.Right, bottom), photo);
    }

    private FaceDetectorYN Open(Size frame)
    {
        double lowest = options.Mirror ? Math.Min(FaceLooks.LowestCandidate, options.Score) : Math.Min(options.Score, options.SmallScore);
        try
        {
            return FaceDetectorYN.Create(path, "", frame, (float)lowest, (float)options.Overlap, Candidates);
        }
        catch (OpenCVException e)
        {
            throw new InputException($"{path}: not a model that OpenCV opens: {e.ErrMsg} Expected {FileName}. {Remedy}", e);
        }
    }
}
