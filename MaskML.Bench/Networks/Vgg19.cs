using System.Globalization;
using System.Runtime.InteropServices;
using MaskML.Predict.Models;

namespace MaskML.Bench.Networks;

/// <summary>
/// The convolutions of VGG19 (Simonyan and Zisserman 2014, configuration E) as a backbone with random weights, the network that the
/// tutorial runs frozen. Random weights take as long as trained ones.
/// </summary>
internal static class Vgg19
{
    /// <summary>Side of the tutorial's input in pixels.</summary>
    public const int Size = 128;

    /// <summary>Name in the results.</summary>
    public const string Name = "VGG19, random weights";

    private const int Float = 1;
    private const int Pool = 0;

    // Output channels of the 3 x 3 convolutions; pooling halves the sides.
    private static readonly int[] Layers =
        [64, 64, Pool, 128, 128, Pool, 256, 256, 256, 256, Pool, 512, 512, 512, 512, Pool, 512, 512, 512, 512, Pool];

    /// <summary>The ONNX bytes, some 80 MB.</summary>
    public static byte[] Onnx()
    {
        var graph = new Protobuf().Add(2, "vgg19");
        var random = new Random(1);
        string last = Backbone.InputName;
        int channels = 3;
        int side = Size;
        for (int i = 0; i < Layers.Length; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"layer{i}");
            if (Layers[i] == Pool)
            {
                graph.Add(1, Node("MaxPool", [last], name).Add(5, Numbers("kernel_shape", 2, 2)).Add(5, Numbers("strides", 2, 2)));
                side /= 2;
            }
            else
            {
                graph.Add(5, Tensor(name + ".w", random, Layers[i], channels, 3, 3)).Add(5, Tensor(name + ".b", random, Layers[i]));
                graph.Add(
                    1,
                    Node(
                        "Conv",
                        [last, name + ".w", name + ".b"],
                        name + ".c").Add(5, Numbers("kernel_shape", 3, 3)).Add(5, Numbers("pads", 1, 1, 1, 1)));
                graph.Add(1, Node("Relu", [name + ".c"], name));
                channels = Layers[i];
            }

            last = name;
        }

        graph.Add(1, Node("Flatten", [last], Backbone.OutputName));
        graph.Add(11, Shape(Backbone.InputName, 3, Size, Size)).Add(12, Shape(Backbone.OutputName, channels * side * side));
        return new Protobuf().Add(1, 7).Add(7, graph).Add(8, new Protobuf().Add(2, 12)).ToArray();
    }

    private static Protobuf Node(string kind, string[] inputs, string output)
    {
        var node = new Protobuf();
        foreach (string input in inputs)
        {
            node.Add(1, input);
        }

        return node.Add(2, output).Add(4, kind);
    }

    private static Protobuf Numbers(string name, params int[] values)
    {
        const int Ints = 7;
        var attribute = new Protobuf().Add(1, name);
        foreach (int value in values)
        {
            attribute.Add(8, value);
        }

        return attribute.Add(20, Ints);
    }

    // Weights scaled so that the magnitude of the activations stays the same from layer to layer.
    private static Protobuf Tensor(string name, Random random, params int[] shape)
    {
        var tensor = new Protobuf();
        int count = 1;
        foreach (int length in shape)
        {
            tensor.Add(1, length);
            count *= length;
        }

        float spread = shape.Length == 1 ? 0 : MathF.Sqrt(6f / (count / shape[0]));
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = spread * ((2 * random.NextSingle()) - 1);
        }

        return tensor.Add(2, Float).Add(8, name).Add(9, MemoryMarshal.AsBytes<float>(values));
    }

    private static Protobuf Shape(string name, params int[] sides)
    {
        var shape = new Protobuf().Add(1, new Protobuf().Add(2, "N"));
        foreach (int side in sides)
        {
            shape.Add(1, new Protobuf().Add(1, side));
        }

        return new Protobuf().Add(1, name).Add(2, new Protobuf().Add(1, new Protobuf().Add(1, Float).Add(2, shape)));
    }
}
