using System.Buffers.Binary;

namespace MaskML.Predict.Imaging;

/// <summary>The chunks of a PNG (ISO/IEC 15948), as far as they show whether the file is complete.</summary>
internal static class PngStream
{
    private const int LengthBytes = 4;
    private const int ChunkBytes = 12;

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>
    /// Whether the bytes begin as a PNG and lack its last chunk, which OpenCV's library would report on the error stream only.
    /// </summary>
    public static bool IsTruncated(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith(Signature))
        {
            return false;
        }

        long at = Signature.Length;
        while (at + ChunkBytes <= bytes.Length)
        {
            ReadOnlySpan<byte> chunk = bytes[(int)at..];
            at += ChunkBytes + BinaryPrimitives.ReadUInt32BigEndian(chunk);
            if (chunk.Slice(LengthBytes, 4).SequenceEqual("IEND"u8))
            {
                return at > bytes.Length;
            }
        }

        return true;
    }
}
