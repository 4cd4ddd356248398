using MaskML.Predict.Concurrency;

namespace MaskML.Predict.Faces;

/// <summary>
/// OpenCV's Haar cascade for frontal faces, with the tutorial's parameters by default. Quick to set up, but it finds only about a
/// third of masked faces. It tells nothing of how sure it is: every face has the score 1, and the largest comes first.
/// </summary>
internal sealed class HaarFaceDetector : IFaceDetector
{
    /// <summary>Name on the command line.</summary>
    public const string DetectorName = "haar";

    /// <summary>Name of the cascade file.</summary>
    public const string FileName = "haarcascade_frontalface_default.xml";

    /// <summary>The row of the table of detectors.</summary>
    internal static FaceDetectorKind Kind { get; } = new(DetectorName, options => new HaarFaceDetector(options.Haar))
    {
        FileName = FileName,
        ConfiguredFile = options => options.Haar.Cascade,
    };

    // OpenCV takes some 90 bytes a pixel for the scales of a cascade.
    private const double MostPixels = 1e6;

    private readonly HaarOptions options;
    private readonly InstancePool<CascadeClassifier> pool;

    /// <summary>Opens the cascade.</summary>
    /// <param name="options">Its parameters.</param>
    /// <exception cref="InputException">The cascade file is missing or is no cascade.</exception>
    public HaarFaceDetector(HaarOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        string path = ModelPlaces.Find(
            FileName, options.Cascade, "Install it with `apt-get install opencv-data`, or set `haar.cascade` to a cascade file of OpenCV.");
        pool = new InstancePool<CascadeClassifier>(() => Open(path));
        pool.Use(_ => true);
    }

    /// <inheritdoc/>
    public string Name => DetectorName;

    /// <inheritdoc/>
    public bool BoxIsCrop => false;

    /// <inheritdoc/>
    public IReadOnlyList<Face> Detect(Mat photo, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(photo);
        cancellationToken.ThrowIfCancellationRequested();
        double scale = Math.Min(1, Math.Sqrt(MostPixels / photo.Total()));
        using Mat? small = scale < 1 ? photo.Resize(default, scale, scale, InterpolationFlags.Area) : null;
        using var grey = new Mat();
        Cv2.CvtColor(small ?? photo, grey, ColorConversionCodes.BGR2GRAY);
        int side = Math.Max(1, (int)(options.MinSize * scale));
        var smallest = new Size(side, side);
        Rect Enlarged(Rect box) => scale < 1
            ? new((int)(box.X / scale), (int)(box.Y / scale), (int)(box.Width / scale), (int)(box.Height / scale))
            : box;
        Rect[] boxes = pool.Use(cascade => cascade.DetectMultiScale(grey, options.ScaleFactor, options.MinNeighbors, minSize: smallest));

        // The cascade's threads find faces in an order of their own; a photo shall always give the same list.
        return [.. boxes
            .Select(box => Boxes.Clamp(Enlarged(box), photo.Size()))
            .OrderByDescending(box => box.Width * box.Height).ThenBy(box => box.Y).ThenBy(box => box.X)
            .Select(box => new Face(box, 1))];
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Dispose();

    private static CascadeClassifier Open(string path)
    {
        var cascade = new CascadeClassifier();
        try
        {
            if (cascade.Load(path))
            {
                return cascade;
            }
        }
        catch (OpenCVException)
        {
            // Told below, as if it had said so.
        }

        cascade.Dispose();
        throw new InputException($"{path}: not a cascade that OpenCV reads, expected {FileName} or one like it.");
    }
}
