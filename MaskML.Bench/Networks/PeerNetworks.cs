namespace MaskML.Bench.Networks;

/// <summary>Networks that backbones are compared with.</summary>
internal static class PeerNetworks
{
    /// <summary>Name of VGG19 in the results.</summary>
    public const string Vgg19Name = "VGG19, untrained";

    // Two sides of 224 pixels: fields of three bytes, each with the tag and the value of one dimension.
    private static readonly byte[] Sides224 = [0x0A, 3, 8, 0xE0, 1, 0x0A, 3, 8, 0xE0, 1];

    /// <summary>
    /// The convolutions of VGG19 as a backbone, the network that the tutorial runs frozen. Its weights are made up, since they take as
    /// long as trained ones; <c>tools/training/backbone/export_vgg19.py</c> wrote the file.
    /// </summary>
    public static byte[] Vgg19()
    {
        using Stream stream = typeof(PeerNetworks).Assembly.GetManifestResourceStream("vgg19.onnx")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>Copies a network with another input size: the declared shape of its input, the only size that it fixes.</summary>
    /// <param name="onnx">The ONNX bytes of a network with an input of 224 pixels.</param>
    /// <param name="size">The new side in pixels, 128 to 16383, so that the number takes two bytes as before.</param>
    /// <exception cref="InputException">The network has no such input.</exception>
    public static byte[] WithInputSize(byte[] onnx, int size)
    {
        int at = onnx.AsSpan().LastIndexOf(Sides224);
        if (at < 0 || onnx.AsSpan().IndexOf(Sides224) != at)
        {
            throw new InputException("not an ONNX network with one input of 224 x 224 pixels.");
        }

        byte[] changed = [.. onnx];
        foreach (int side in (ReadOnlySpan<int>)[at + 3, at + 8])
        {
            changed[side] = (byte)((size & 0x7f) | 0x80);
            changed[side + 1] = (byte)(size >> 7);
        }

        return changed;
    }
}
