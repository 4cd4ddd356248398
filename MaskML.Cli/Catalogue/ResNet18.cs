using Google.Protobuf;
using MaskML.Predict.Models;

namespace MaskML.Cli.Catalogue;

/// <summary>
/// ResNet18 of ML.NET's image featurizer as a backbone. Its package has two graphs for one image, of which the first subtracts a mean
/// image; both become one graph with a free batch dimension.
/// </summary>
internal static class ResNet18
{
    private const int Side = 224;
    private const int FeatureCount = 512;

    // Field numbers of onnx.proto.
    private const int ModelVersion = 1, ModelGraph = 7, ModelOperators = 8, OperatorsVersion = 2;
    private const int GraphNode = 1, GraphName = 2, GraphInitializer = 5, GraphInput = 11, GraphOutput = 12;
    private const int NodeInput = 1, NodeOutput = 2, NodeOperator = 4;
    private const int ValueName = 1, ValueType = 2, TypeTensor = 1, TensorElement = 1, TensorShape = 2;
    private const int ShapeSide = 1, SideValue = 1, SideName = 2, ElementFloat = 1;

    /// <summary>The package that has the graphs.</summary>
    public static NuGetPackage Package { get; } = new("Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1");

    /// <summary>Restores the package and writes the backbone.</summary>
    public static async Task MakeAsync(Uri? feed, Stream stream, CancellationToken cancellationToken) =>
        Write(await Package.RestoreAsync(feed?.ToString(), cancellationToken).ConfigureAwait(false), stream);

    /// <summary>Writes the backbone.</summary>
    /// <param name="package">Folder of the package.</param>
    /// <param name="stream">Takes the ONNX bytes.</param>
    public static void Write(string package, Stream stream)
    {
        string models = Path.Combine(package, "tools", "DnnImageModels");
        using var output = new CodedOutputStream(stream, leaveOpen: true);
        Number(output, ModelVersion, 4);
        Message(output, ModelOperators, operators => Number(operators, OperatorsVersion, 8));
        Message(output, ModelGraph, graph =>
        {
            Text(graph, GraphName, "resnet18");
            Value(graph, GraphInput, Backbone.InputName, 3, Side, Side);
            Value(graph, GraphOutput, Backbone.OutputName, FeatureCount);
            Node(graph, "Identity", Backbone.InputName, "OriginalInput");
            CopyGraph(graph, Path.Combine(models, "ResNetPrepOnnx", "ResNetPreprocess.onnx"));
            Node(graph, "Identity", "PreprocessedInput", "Input247");
            CopyGraph(graph, Path.Combine(models, "ResNet18Onnx", "ResNet18.onnx"));
            Node(graph, "Flatten", "Pooling395_Output_0", Backbone.OutputName);
        });
    }

    // Copies nodes and weights, without declared shapes, which fix the batch.
    private static void CopyGraph(CodedOutputStream output, string path)
    {
        ByteString graph = Messages(File.ReadAllBytes(path)).Single(field => field.Number == ModelGraph).Content;
        foreach ((int number, ByteString content) in Messages(graph.ToByteArray()))
        {
            if (number is GraphNode or GraphInitializer)
            {
                Bytes(output, number, content);
            }
        }
    }

    private static IEnumerable<(int Number, ByteString Content)> Messages(byte[] message)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and uint tag)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
            {
                yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes());
            }
            else
            {
                input.SkipLastField();
            }
        }
    }

    private static void Node(CodedOutputStream output, string type, string from, string to) => Message(output, GraphNode, node =>
    {
        Text(node, NodeInput, from);
        Text(node, NodeOutput, to);
        Text(node, NodeOperator, type);
    });

    // A tensor of numbers whose first dimension is free.
    private static void Value(CodedOutputStream output, int number, string name, params int[] sides) => Message(output, number, value =>
    {
        Text(value, ValueName, name);
        Message(value, ValueType, type => Message(type, TypeTensor, tensor =>
        {
            Number(tensor, TensorElement, ElementFloat);
            Message(tensor, TensorShape, shape =>
            {
                Message(shape, ShapeSide, side => Text(side, SideName, "n"));
                Array.ForEach(sides, length => Message(shape, ShapeSide, side => Number(side, SideValue, length)));
            });
        }));
    });

    private static void Message(CodedOutputStream output, int number, Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var content = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(content);
        }

        stream.Position = 0;
        Bytes(output, number, ByteString.FromStream(stream));
    }

    private static void Bytes(CodedOutputStream output, int number, ByteString content)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(content);
    }

    private static void Text(CodedOutputStream output, int number, string text) => Bytes(output, number, ByteString.CopyFromUtf8(text));

    private static void Number(CodedOutputStream output, int number, int value)
    {
        output.WriteTag(number, WireFormat.WireType.Varint);
        output.WriteInt32(value);
    }
}
