using Microsoft.ML.OnnxRuntime;

namespace MaskML.Predict.Models;

/// <summary>The contract that a backbone's ONNX graph must meet; every breach says what was found and what was expected.</summary>
internal static class BackboneContract
{
    private const string Expected =
        "A backbone has one input `input`, float32 [N,3,S,S], and an output `features`, float32 [N,F], with N free; "
        + "it may have an output `face`, float32 [N].";

    /// <summary>Checks the input and returns its side S.</summary>
    public static int CheckInput(IReadOnlyDictionary<string, NodeMetadata> inputs, string where)
    {
        if (inputs.Count != 1 || !inputs.TryGetValue(Backbone.InputName, out NodeMetadata? input))
        {
            throw Breach(where, $"its inputs are {Names(inputs)}");
        }

        int[]? shape = input.IsTensor ? input.Dimensions : null;
        if (shape is not [_, 3, > 0, > 0] || shape[2] != shape[3] || input.ElementType != typeof(float))
        {
            throw Breach(where, $"its input is {Describe(input)}");
        }

        if (shape[0] > 0)
        {
            throw Breach(where, $"its batch dimension is fixed at {shape[0]}");
        }

        return shape[2];
    }

    /// <summary>Checks names and types of the outputs; the number of features is found by <see cref="Probe"/>.</summary>
    public static void CheckOutputs(IReadOnlyDictionary<string, NodeMetadata> outputs, string where)
    {
        if (!outputs.TryGetValue(Backbone.OutputName, out NodeMetadata? output))
        {
            throw Breach(where, $"its outputs are {Names(outputs)}");
        }

        if (!output.IsTensor || output.ElementType != typeof(float) || output.Dimensions.Length != 2)
        {
            throw Breach(where, $"its output is {Describe(output)}");
        }

        if (outputs.TryGetValue(Backbone.FaceOutputName, out NodeMetadata? face)
            && !(face.IsTensor && face.ElementType == typeof(float) && face.Dimensions.Length == 1))
        {
            throw Breach(where, $"its output `{Backbone.FaceOutputName}` is {Describe(face)}");
        }
    }

    /// <summary>Runs two grey crops through the graph and returns the number of features F.</summary>
    public static int Probe(InferenceSession session, int size, string where)
    {
        float[] crops = new float[2 * 3 * size * size];
        Array.Fill(crops, 127f);
        try
        {
            using var options = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(crops, [2, 3, size, size]);
            using IDisposableReadOnlyCollection<OrtValue> results =
                session.Run(options, [Backbone.InputName], [input], [Backbone.OutputName]);
            long[] shape = results[0].GetTensorTypeAndShape().Shape;
            if (shape is not [2, > 0])
            {
                throw Breach(where, $"two crops give features of shape [{string.Join(',', shape)}]");
            }

            foreach (float value in results[0].GetTensorDataAsSpan<float>())
            {
                if (!float.IsFinite(value))
                {
                    throw Breach(where, $"a grey crop gives the feature {value}");
                }
            }

            return (int)shape[1];
        }
        catch (OnnxRuntimeException e)
        {
            throw new InputException($"{where}: two grey crops cannot be run through it: {e.Message} {Expected}", e);
        }
    }

    private static InputException Breach(string where, string found) => new($"{where}: {found}. {Expected}");

    private static string Names(IReadOnlyDictionary<string, NodeMetadata> nodes) =>
        nodes.Count == 0 ? "none" : string.Join(", ", nodes.Select(n => $"`{n.Key}`"));

    private static string Describe(NodeMetadata node) =>
        node.IsTensor ? $"{node.ElementType.Name} [{string.Join(',', node.Dimensions)}]" : node.OnnxValueType.ToString();
}
