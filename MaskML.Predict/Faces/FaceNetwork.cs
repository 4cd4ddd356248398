using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MaskML.Predict.Faces;

/// <summary>
/// A face detection network: an ONNX graph with input <c>input</c>, uint8 [N,H,W,3], BGR as OpenCV holds a picture, all normalisation
/// inside, H and W multiples of <see cref="Stride"/>, and outputs <c>scores</c>, float32 [N,M], and <c>boxes</c>, float32 [N,M,4]: left,
/// top, right, bottom in pixels of the input. Can be used from several threads at once.
/// </summary>
internal sealed class FaceNetwork(InferenceSession session, string where) : IFaceNetwork
{
    /// <summary>Width and height of an input are multiples of this.</summary>
    public const int Stride = 32;

    private const string Expected =
        "A face detector has one input `input`, uint8 [N,H,W,3], H and W free, and the outputs `scores`, float32 [N,M], and `boxes`, "
        + "float32 [N,M,4].";

    private static readonly string[] InputNames = ["input"];
    private static readonly string[] OutputNames = ["scores", "boxes"];

    private readonly RunOptions runOptions = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    /// <summary>Opens a network and checks the contract on a small grey picture.</summary>
    /// <param name="path">The ONNX file; a manifest beside it must name its hash.</param>
    /// <param name="threads">Threads for one call; 0 for all cores.</param>
    /// <exception cref="InputException">The file is damaged or breaks the contract.</exception>
    public static FaceNetwork Open(string path, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (byte[] onnx, _) = OnnxFile.Read(path);
        InferenceSession session = OnnxFile.Open(onnx, path, threads, freeSizes: true);
        var network = new FaceNetwork(session, path);
        try
        {
            if (session.InputNames is not ["input"] || OutputNames.Except(session.OutputNames).Any()
                || session.InputMetadata["input"].ElementType != typeof(byte))
            {
                IEnumerable<string> inputs = session.InputMetadata.Select(input => $"{input.Key} ({input.Value.ElementDataType})");
                throw network.Breach($"it takes {string.Join(", ", inputs)} and gives {string.Join(", ", session.OutputNames)}");
            }

            // Two sizes, neither of them square: a graph that was made for one size fails here rather than at the first photo.
            using var wide = new Mat(Stride, 2 * Stride, MatType.CV_8UC3, Scalar.Gray);
            using var high = new Mat(3 * Stride, Stride, MatType.CV_8UC3, Scalar.Gray);
            network.Run(wide, 1);
            network.Run(high, 1);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InputException">The network breaks the contract.</exception>
    public IReadOnlyList<FaceCandidate> Run(Mat frame, float minScore)
    {
        if (frame.Type() != MatType.CV_8UC3)
        {
            throw new ArgumentException($"The picture is of type {frame.Type()}, expected CV_8UC3 (BGR).", nameof(frame));
        }

        // A part of a larger picture is not contiguous in memory.
        using Mat? copy = frame.IsContinuous() ? null : frame.Clone();
        Mat whole = copy ?? frame;
        try
        {
            using OrtValue input = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, TensorElementType.UInt8, [1, whole.Rows, whole.Cols, 3], whole.Data, 3 * whole.Total());
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(runOptions, InputNames, [input], OutputNames);
            return Read(results[0], results[1], minScore);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InputException(
                $"{where}: a picture of {frame.Cols}×{frame.Rows} cannot be run through it: {e.Message} {Expected}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }

    private List<FaceCandidate> Read(OrtValue scores, OrtValue boxes, float minScore)
    {
        long[] shape = scores.GetTensorTypeAndShape().Shape;
        if (shape is not [1, var count] || boxes.GetTensorTypeAndShape().Shape is not [1, var boxCount, 4] || boxCount != count)
        {
            throw Breach(
                $"its scores are [{string.Join(',', shape)}], its boxes [{string.Join(',', boxes.GetTensorTypeAndShape().Shape)}]");
        }

        var candidates = new List<FaceCandidate>();
        ReadOnlySpan<float> sure = scores.GetTensorDataAsSpan<float>();
        ReadOnlySpan<float> edges = boxes.GetTensorDataAsSpan<float>();
        for (int i = 0; i < sure.Length; i++)
        {
            if (sure[i] >= minScore)
            {
                ReadOnlySpan<float> box = edges.Slice(4 * i, 4);
                candidates.Add(new FaceCandidate(new Rect2f(box[0], box[1], box[2] - box[0], box[3] - box[1]), Math.Clamp(sure[i], 0, 1)));
            }
        }

        return candidates;
    }

    private InputException Breach(string found) => new($"{where}: {found}. {Expected}");
}
