using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;

namespace MaskML.Tests.Support;

/// <summary>Writes PNG files chunk by chunk, also such as no encoder writes.</summary>
internal static class PngBytes
{
    /// <summary>A PNG of 8-bit grey or any other kind of pixels.</summary>
    /// <param name="width">Width that the header states.</param>
    /// <param name="height">Height that the header states.</param>
    /// <param name="idat">The compressed rows.</param>
    /// <param name="depth">Bits of a sample.</param>
    /// <param name="colour">Type of the colours; 0 is grey, 2 is RGB, 3 a palette.</param>
    /// <param name="interlaced">Whether the rows are interlaced.</param>
    /// <param name="before">Further chunks before the rows.</param>
    public static byte[] Make(
        int width, int height, byte[] idat, byte depth = 8, byte colour = 0, bool interlaced = false, byte[]? before = null) =>
    [
        0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n',
        .. Chunk("IHDR", [.. BigEndian((uint)width), .. BigEndian((uint)height), depth, colour, 0, 0, (byte)(interlaced ? 1 : 0)]),
        .. colour == 3 ? Chunk("PLTE", new byte[3 << depth]) : [],
        .. before ?? [],
        .. Chunk("IDAT", idat),
        .. Chunk("IEND", []),
    ];

    /// <summary>One chunk with its checksum.</summary>
    public static byte[] Chunk(string kind, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. content];
        return [.. BigEndian((uint)content.Length), .. body, .. BigEndian(Crc32.HashToUInt32(body))];
    }

    /// <summary>Zeros in the format of zlib.</summary>
    /// <param name="count">Number of bytes that it inflates to.</param>
    public static byte[] Zeros(long count)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.SmallestSize))
        {
            byte[] zeros = new byte[1 << 20];
            for (; count > 0; count -= zeros.Length)
            {
                zlib.Write(zeros, 0, (int)Math.Min(count, zeros.Length));
            }
        }

        return packed.ToArray();
    }

    private static byte[] BigEndian(uint value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}
