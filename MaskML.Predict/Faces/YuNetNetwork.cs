using MaskML.Predict.Concurrency;

namespace MaskML.Predict.Faces;

/// <summary>
/// YuNet's network in OpenCV. OpenCvSharp cannot change the input size of an open detector, so each frame size has a detector of its own.
/// </summary>
internal sealed class YuNetNetwork : IFaceNetwork
{
    /// <summary>Sides of frames are multiples of this: a multiple of the stride, and large, since each size takes a network.</summary>
    public const int FrameStep = 64;

    // A row of the result: x, y, width, height, five landmarks (x, y), score; in pixels of the frame.
    private const int ScoreColumn = 14;
    private const int MaxCandidates = 5000;

    // A network of a size is made in milliseconds and holds some 30 MB.
    private const int IdleNetworks = 24;

    private readonly string path;
    private readonly string remedy;
    private readonly float minScore;
    private readonly float overlap;
    private readonly KeyedPool<Size, FaceDetectorYN> networks;

    /// <summary>Opens the model.</summary>
    /// <param name="path">The ONNX file.</param>
    /// <param name="minScore">Lowest score of a candidate.</param>
    /// <param name="overlap">IoU above which two candidates of a frame are the same face.</param>
    /// <param name="remedy">What to do about a file that cannot be used.</param>
    /// <exception cref="InputException">The file is not YuNet.</exception>
    public YuNetNetwork(string path, double minScore, double overlap, string remedy)
    {
        (this.path, this.remedy) = (path, remedy);
        (this.minScore, this.overlap) = ((float)minScore, (float)overlap);
        networks = new KeyedPool<Size, FaceDetectorYN>(Open, IdleNetworks);
        try
        {
            using var probe = new Mat(FrameStep, FrameStep, MatType.CV_8UC3, Scalar.Black);
            Run(probe, this.minScore);
        }
        catch (OpenCVException e)
        {
            throw new InputException($"{path}: OpenCV runs it, but not as a face detector ({e.ErrMsg}). {remedy}", e);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<FaceCandidate> Run(Mat frame, float minScore)
    {
        using var rows = new Mat();
        networks.Use(frame.Size(), network => network.Detect(frame, rows));
        int count = rows.Rows;
        var candidates = new List<FaceCandidate>(count);
        for (int i = 0; i < count; i++)
        {
            float score = Math.Clamp(rows.At<float>(i, ScoreColumn), 0, 1);
            if (score >= minScore)
            {
                candidates.Add(new FaceCandidate(
                    new Rect2f(rows.At<float>(i, 0), rows.At<float>(i, 1), rows.At<float>(i, 2), rows.At<float>(i, 3)), score));
            }
        }

        return candidates;
    }

    /// <inheritdoc/>
    public void Dispose() => networks.Dispose();

    private FaceDetectorYN Open(Size frame)
    {
        try
        {
            return FaceDetectorYN.Create(path, "", frame, minScore, overlap, MaxCandidates);
        }
        catch (OpenCVException e)
        {
            throw new InputException($"{path}: not a model that OpenCV opens: {e.ErrMsg} {remedy}", e);
        }
    }
}
