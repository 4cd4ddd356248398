using Microsoft.ML.OnnxRuntime;

namespace MaskML.Predict.Models;

/// <summary>
/// The frozen feature extractor: an ONNX graph with input <c>input</c>, float32 [N,3,S,S], RGB, 0..255, all normalisation inside,
/// and output <c>features</c>, float32 [N,F]; a second output <c>face</c>, float32 [N], may say how probable it is that the crop shows a
/// face at all. Can be used from several threads at once; each call runs on its caller's thread.
/// </summary>
public sealed class Backbone : IDisposable
{
    /// <summary>Name of the graph's input.</summary>
    public const string InputName = "input";

    /// <summary>Name of the graph's output.</summary>
    public const string OutputName = "features";

    /// <summary>Name of the graph's second output, which not every backbone has.</summary>
    public const string FaceOutputName = "face";

    private const string Remedy = "Set `backbone` to a name that `maskml models` lists, or to an ONNX file.";

    private static readonly string[] InputNames = [InputName];
    private static readonly string[] OutputNames = [OutputName];
    private static readonly string[] BothOutputNames = [OutputName, FaceOutputName];

    private readonly InferenceSession session;
    private readonly RunOptions runOptions = new();

    private Backbone(InferenceSession session, string where, string name, byte[] onnx, int inputSize, int featureCount)
    {
        this.session = session;
        Path = where;
        Name = name;
        Onnx = onnx;
        Sha256 = ModelArchive.Hash(onnx);
        InputSize = inputSize;
        FeatureCount = featureCount;
        TellsFaces = session.OutputMetadata.ContainsKey(FaceOutputName);
    }

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>Name, from the manifest or the file.</summary>
    public string Name { get; }

    /// <summary>Side S of the input in pixels.</summary>
    public int InputSize { get; }

    /// <summary>Number F of features.</summary>
    public int FeatureCount { get; }

    /// <summary>Whether it has the output <c>face</c>.</summary>
    public bool TellsFaces { get; }

    /// <summary>SHA-256 of the ONNX bytes, in lower-case hexadecimal digits.</summary>
    public string Sha256 { get; }

    /// <summary>The ONNX bytes.</summary>
    public ReadOnlyMemory<byte> Onnx { get; }

    /// <summary>Opens a backbone by name or path and checks the contract.</summary>
    /// <param name="nameOrPath">A name that <see cref="ModelPlaces"/> knows, such as <c>masknet</c>, or the path of an ONNX file.</param>
    /// <param name="threads">Threads for one call; 1 where the caller runs several calls at once.</param>
    /// <exception cref="InputException">The file is missing, damaged, or breaks the contract.</exception>
    public static Backbone Open(string nameOrPath, int threads = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrPath);
        string path = IsPath(nameOrPath)
            ? ModelPlaces.Find(System.IO.Path.GetFileName(nameOrPath), nameOrPath, Remedy)
            : ModelPlaces.Find(nameOrPath + ".onnx", null, Remedy);
        (byte[] onnx, BackboneManifest? manifest) = OnnxFile.Read(path);
        return FromBytes(onnx, path, manifest?.Name ?? System.IO.Path.GetFileNameWithoutExtension(path), threads);
    }

    /// <summary>Opens a backbone from its ONNX bytes and checks the contract.</summary>
    /// <param name="onnx">The ONNX bytes.</param>
    /// <param name="where">Where they come from, for messages.</param>
    /// <param name="name">Name of the backbone.</param>
    /// <param name="threads">Threads for one call.</param>
    /// <exception cref="InputException">The bytes are damaged or break the contract.</exception>
    public static Backbone FromBytes(byte[] onnx, string where, string name, int threads = 1)
    {
        InferenceSession session = OnnxFile.Open(onnx, where, threads);
        try
        {
            int size = BackboneContract.CheckInput(session.InputMetadata, where);
            BackboneContract.CheckOutputs(session.OutputMetadata, where);
            int features = BackboneContract.Probe(session, size, where);
            return new Backbone(session, where, name, onnx, size, features);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Computes the features of a batch.</summary>
    /// <param name="input">N crops as <see cref="Imaging.CropTensor"/> writes them: N·3·S·S values.</param>
    /// <param name="count">Number N of crops.</param>
    /// <param name="features">Takes N·F values.</param>
    public void Run(Memory<float> input, int count, Memory<float> features) => Run(input, count, features, Memory<float>.Empty);

    /// <summary>Computes the features of a batch, and how probable it is that each crop shows a face.</summary>
    /// <param name="input">N crops as <see cref="Imaging.CropTensor"/> writes them: N·3·S·S values.</param>
    /// <param name="count">Number N of crops.</param>
    /// <param name="features">Takes N·F values.</param>
    /// <param name="face">Takes N values 0..1; empty where they are not wanted or the backbone has none (<see cref="TellsFaces"/>).</param>
    internal void Run(Memory<float> input, int count, Memory<float> features, Memory<float> face)
    {
        using OrtValue from = OrtValue.CreateTensorValueFromMemory(
            OrtMemoryInfo.DefaultInstance, input, [count, 3, InputSize, InputSize]);
        using OrtValue to = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, features, [count, FeatureCount]);
        if (face.IsEmpty)
        {
            session.Run(runOptions, InputNames, [from], OutputNames, [to]);
            return;
        }

        using OrtValue toFace = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, face, [count]);
        session.Run(runOptions, InputNames, [from], BothOutputNames, [to, toFace]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        runOptions.Dispose();
        session.Dispose();
    }

    /// <summary>Whether a text names a file rather than a backbone in the known places.</summary>
    internal static bool IsPath(string nameOrPath) =>
        nameOrPath.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)
        || nameOrPath.Contains('/', StringComparison.Ordinal)
        || nameOrPath.Contains(System.IO.Path.DirectorySeparatorChar, StringComparison.Ordinal);
}
