using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MaskML.Predict.Models;

/// <summary>
/// The head that training fits, standardised features and multinomial logistic regression, read from the zip without ML.NET: loading it
/// there takes longer than all else before the first photo, and opens the backbone a second time. A zip with any other head has none.
/// </summary>
internal sealed class LinearHead : IHead
{
    // ML.NET's header of each part: magic, then from 0x10 place and length of the content, and at 0x40 and 0x48 its kind and version.
    private const int HeaderBytes = 0x100;
    private const string Chain = "TransformerChain/Transform_";

    private readonly float[] weights;
    private readonly double[] biases;

    private LinearHead(ReadOnlySpan<float> offsets, ReadOnlySpan<float> scales, ReadOnlySpan<float> weights, ReadOnlySpan<float> biases)
    {
        // The standardisation (value - offset) * scale becomes a part of weights and biases.
        this.weights = new float[weights.Length];
        this.biases = new double[biases.Length];
        for (int label = 0; label < biases.Length; label++)
        {
            double bias = biases[label];
            for (int i = 0; i < offsets.Length; i++)
            {
                int at = (label * offsets.Length) + i;
                this.weights[at] = weights[at] * scales[i];
                bias -= (double)weights[at] * scales[i] * offsets[i];
            }

            this.biases[label] = bias;
        }
    }

    /// <summary>Reads the head.</summary>
    /// <param name="parts">The entries of the zip, without the backbone, by name.</param>
    /// <param name="onnxEntry">Name of the backbone's entry.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="labels">Number of labels.</param>
    /// <returns>The head, or null for one of another kind, or of another version of ML.NET.</returns>
    public static LinearHead? TryRead(IReadOnlyDictionary<string, byte[]> parts, string onnxEntry, int features, int labels)
    {
        if (!onnxEntry.StartsWith(Chain, StringComparison.Ordinal) || !int.TryParse(onnxEntry.AsSpan(Chain.Length, 3), out int onnx)
            || parts.Keys.Any(name =>
                name.StartsWith(Chain, StringComparison.Ordinal)
                && string.CompareOrdinal(name, Name(onnx + 4, "")) >= 0)
            || Content("NORMALZR\x02\0\x01\0", Name(onnx + 1, "Model.key")).IsEmpty
            || Content("KEY2VALT\x01\0\x01\0", Name(onnx + 3, "Model.key")).IsEmpty)
        {
            return null;
        }

        ReadOnlySpan<byte> normalizer = Content("AFF\0NORM\x03\0\x01\0", Name(onnx + 1, "Normalizer_000/Model.key"));
        ReadOnlySpan<byte> regression = Content("MULTI\0LR\x03\0\x01\0", Name(onnx + 2, "Model/Model.key"));
        int weights = labels * features;
        ReadOnlySpan<float> scales = Take(ref normalizer, [sizeof(float), features, -1, features], features);
        ReadOnlySpan<float> offsets = Take(ref normalizer, [features], features);
        ReadOnlySpan<float> biases = Take(ref regression, [sizeof(float), features, labels], labels);
        ReadOnlySpan<float> matrix = Take(ref regression, [0, 0, weights], weights);
        return scales.IsEmpty || offsets.IsEmpty || biases.IsEmpty || matrix.IsEmpty || normalizer.Length + regression.Length > 0
            ? null
            : new LinearHead(offsets, scales, matrix, biases);

        ReadOnlySpan<byte> Content(string kind, string name)
        {
            ReadOnlySpan<byte> part = parts.GetValueOrDefault(name);
            return part.Length > HeaderBytes && part.StartsWith("ML\0MODEL"u8)
                && part.Slice(0x40, kind.Length).SequenceEqual(System.Text.Encoding.Latin1.GetBytes(kind))
                && BinaryPrimitives.ReadInt64LittleEndian(part[0x10..]) == HeaderBytes
                && BinaryPrimitives.ReadInt64LittleEndian(part[0x18..]) is var length && length > 0 && length <= part.Length - HeaderBytes
                ? part.Slice(HeaderBytes, (int)length)
                : default;
        }
    }

    /// <inheritdoc/>
    public float[] Score(ReadOnlySpan<float> features)
    {
        int expected = weights.Length / biases.Length;
        if (features.Length != expected)
        {
            throw new ArgumentException($"{features.Length} features, expected {expected}.", nameof(features));
        }

        Span<double> sums = stackalloc double[biases.Length];
        double most = double.NegativeInfinity;
        for (int label = 0; label < sums.Length; label++)
        {
            sums[label] = biases[label] + Dot(features, weights.AsSpan(label * features.Length, features.Length));
            most = Math.Max(most, sums[label]);
        }

        double all = 0;
        foreach (ref double sum in sums)
        {
            sum = Math.Exp(sum - most);
            all += sum;
        }

        float[] scores = new float[sums.Length];
        for (int label = 0; label < scores.Length; label++)
        {
            scores[label] = (float)(sums[label] / all);
        }

        return scores;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (double)a[i] * b[i];
        }

        return sum;
    }

    private static string Name(int part, string file) => string.Create(CultureInfo.InvariantCulture, $"{Chain}{part:000}/{file}");

    /// <summary>Takes expected whole numbers and then floats from the front; nothing if they are others or too few.</summary>
    private static ReadOnlySpan<float> Take(ref ReadOnlySpan<byte> content, scoped ReadOnlySpan<int> expected, int count)
    {
        int before = expected.Length * sizeof(int);
        int length = before + (count * sizeof(float));
        if (content.Length < length || !content[..before].SequenceEqual(MemoryMarshal.AsBytes(expected)))
        {
            return default;
        }

        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(content[before..length]);
        content = content[length..];
        return values;
    }
}
