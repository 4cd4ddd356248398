using System.Text;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;

namespace MaskML.Bench.Networks;

/// <summary>Changes the input size of a backbone: the declared shape of its graph's input, not its weights.</summary>
internal static class InputSize
{
    // Field numbers from a graph's input to its shape: type, tensor, shape.
    private static readonly int[] ToShape = [2, 1, 2];

    /// <summary>Changes the size in place.</summary>
    /// <param name="onnx">The ONNX bytes of a network whose only fixed size is that of its input.</param>
    /// <param name="size">The new side in pixels, 128 to 16383, so that the number takes two bytes as before.</param>
    /// <exception cref="InputException">The graph has no such input.</exception>
    public static void Change(byte[] onnx, int size)
    {
        Range graph = First(onnx, Range.All, 7);
        Range input = All(onnx, graph, 11)
            .FirstOrDefault(value => Encoding.UTF8.GetString(onnx.AsSpan(First(onnx, value, 1))) == Backbone.InputName);
        Range shape = ToShape.Aggregate(input, (at, field) => First(onnx, at, field));
        foreach (Range side in All(onnx, shape, 1).TakeLast(2))
        {
            // The tag of the field, then its value.
            Span<byte> bytes = onnx.AsSpan(side);
            if (bytes.Length != 3)
            {
                throw new InputException($"a side of the input takes {bytes.Length - 1} bytes, expected 2: 128 to 16383 pixels.");
            }

            bytes[1] = (byte)((size & 0x7f) | 0x80);
            bytes[2] = (byte)(size >> 7);
        }
    }

    private static Range First(byte[] onnx, Range message, int field)
    {
        Range[] found = [.. All(onnx, message, field).Take(1)];
        return found.Length == 1
            ? found[0]
            : throw new InputException($"not an ONNX graph with an input `{Backbone.InputName}` of known size.");
    }

    private static IEnumerable<Range> All(byte[] onnx, Range message, int field)
    {
        int start = message.GetOffsetAndLength(onnx.Length).Offset;
        return Protobuf.Parts(onnx.AsSpan(message))
            .Where(part => part.Field == field)
            .Select(part => (start + part.Where.Start.Value)..(start + part.Where.End.Value));
    }
}
