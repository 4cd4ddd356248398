using System.Buffers;
using MaskML.Predict.Errors;
using MaskML.Predict.Imaging;
using MaskML.Predict.Modeling;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace MaskML.Predict.Faces;

/// <summary>
/// A face detection network: an ONNX graph with input <c>input</c>, float32 [N,3,H,W], RGB, 0..255, all normalisation inside, H and W
/// multiples of <see cref="Stride"/>, and outputs <c>scores</c>, float32 [N,M], and <c>boxes</c>, float32 [N,M,4]: left, top, right,
/// bottom in pixels of the input. Can be used from several threads at once.
/// </summary>
public sealed class FaceNetwork : IDisposable
{
    /// <summary>Width and height of an input are multiples of this.</summary>
    public const int Stride = 32;

    private const string Expected =
        "A face detector has one input `input`, float32 [N,3,H,W], H and W free, and the outputs `scores`, float32 [N,M], and `boxes`, float32 [N,M,4].";

    private static readonly string[] InputNames = ["input"];
    private static readonly string[] OutputNames = ["scores", "boxes"];

    private readonly InferenceSession session;
    private readonly string where;
    private readonly RunOptions runOptions = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };

    private FaceNetwork(InferenceSession session, string where)
    {
        this.session = session;
        this.where = where;
    }

    /// <summary>Opens a network and checks the contract on a small grey picture.</summary>
    /// <param name="path">The ONNX file; a manifest beside it must name its hash.</param>
    /// <param name="threads">Threads for one call; 0 for all cores.</param>
    /// <exception cref="InputException">The file is damaged or breaks the contract.</exception>
    public static FaceNetwork Open(string path, int threads)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (byte[] onnx, _) = OnnxFile.Read(path);
        var network = new FaceNetwork(OnnxFile.Open(onnx, path, threads, freeSizes: true), path);
        try
        {
            if (network.session.InputNames is not ["input"] || OutputNames.Except(network.session.OutputNames).Any())
            {
                throw network.Breach(
                    $"it takes {string.Join(", ", network.session.InputNames)} and gives {string.Join(", ", network.session.OutputNames)}");
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

    /// <summary>Looks for faces.</summary>
    /// <param name="frame">A BGR picture whose sides are multiples of <see cref="Stride"/>.</param>
    /// <param name="lowest">Lowest score of a candidate.</param>
    /// <returns>The candidates, of which several may be the same face.</returns>
    /// <exception cref="InputException">The network breaks the contract.</exception>
    public IReadOnlyList<FaceCandidate> Run(Mat frame, float lowest)
    {
        ArgumentNullException.ThrowIfNull(frame);
        int length = 3 * frame.Rows * frame.Cols;
        float[] pixels = ArrayPool<float>.Shared.Rent(length);
        try
        {
            CropTensor.Write(frame, pixels.AsSpan(0, length));
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, pixels.AsMemory(0, length), [1, 3, frame.Rows, frame.Cols]);
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(runOptions, InputNames, [input], OutputNames);
            return Read(results[0], results[1], lowest);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InputException($"{where}: a picture of {frame.Cols}×{frame.Rows} cannot be run through it: {e.Message} {Expected}", e);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(pixels);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }

    private List<FaceCandidate> Read(OrtValue scores, OrtValue boxes, float lowest)
    {
        long[] shape = scores.GetTensorTypeAndShape().Shape;
        if (shape is not [1, var count] || boxes.GetTensorTypeAndShape().Shape is not [1, var boxCount, 4] || boxCount != count)
        {
            throw Breach($"its scores are [{string.Join(',', shape)}], its boxes [{string.Join(',', boxes.GetTensorTypeAndShape().Shape)}]");
        }

        var candidates = new List<FaceCandidate>();
        ReadOnlySpan<float> sure = scores.GetTensorDataAsSpan<float>();
        ReadOnlySpan<float> edges = boxes.GetTensorDataAsSpan<float>();
        for (int i = 0; i < sure.Length; i++)
        {
            if (sure[i] >= lowest)
            {
                ReadOnlySpan<float> box = edges.Slice(4 * i, 4);
                candidates.Add(new FaceCandidate(new Rect2f(box[0], box[1], box[2] - box[0], box[3] - box[1]), Math.Clamp(sure[i], 0, 1)));
            }
        }

        return candidates;
    }

    private InputException Breach(string found) => new($"{where}: {found}. {Expected}");
}
