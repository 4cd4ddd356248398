using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MaskML.Predict.Imaging;

/// <summary>The chunks of a PNG (ISO/IEC 15948), as far as they show whether the file is complete and how much it inflates.</summary>
internal static class PngStream
{
    private const int LengthBytes = 4;
    private const int ChunkBytes = 12;
    private const int HeaderBytes = 13;

    // Deflate makes at most so many bytes of one: what is small stays harmless without a look at it.
    private const int MaxRatio = 1032;
    private const long Harmless = 16 << 20;

    private static readonly string[] Needed = ["IHDR", "PLTE", "tRNS", "eXIf", "IDAT", "IEND"];

    private static readonly byte[] Signature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    // The seven passes of an interlaced picture: first column and row, distance of columns and of rows.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>
    /// Whether the bytes begin as a PNG and lack its last chunk, which OpenCV's library would report on the error stream only.
    /// </summary>
    public static bool IsTruncated(ReadOnlySpan<byte> bytes)
    {
        int at = FirstChunk(bytes);
        bool ends = false;
        while (TryRead(bytes, ref at, out ReadOnlySpan<byte> kind, out _) && !ends)
        {
            ends = kind.SequenceEqual("IEND"u8);
        }

        return at > 0 && !ends;
    }

    /// <summary>Whether the rows are interlaced, so that OpenCV's library holds all of them at their full depth.</summary>
    public static bool IsInterlaced(ReadOnlySpan<byte> bytes) => Header(bytes) is [.., 1];

    /// <summary>
    /// A PNG without the chunks that its pixels do not need: OpenCV's library would inflate a thousand texts to megabytes each. Other
    /// bytes are returned as they are.
    /// </summary>
    public static byte[] Essence(byte[] bytes)
    {
        int at = FirstChunk(bytes);
        int from = at;
        var needed = new List<(int From, int To)> { (0, at) };
        while (TryRead(bytes, ref at, out ReadOnlySpan<byte> kind, out _))
        {
            if (Needed.Contains(Encoding.ASCII.GetString(kind)))
            {
                needed.Add((from, at));
            }

            from = at;
        }

        int length = needed.Sum(part => part.To - part.From);
        if (at == 0 || length == bytes.Length)
        {
            return bytes;
        }

        byte[] essence = new byte[length];
        int to = 0;
        foreach ((int start, int end) in needed)
        {
            bytes.AsSpan(start..end).CopyTo(essence.AsSpan(to));
            to += end - start;
        }

        return essence;
    }

    /// <summary>Whether the data of a PNG inflate to more than its rows, which OpenCV's library would do to the end.</summary>
    public static bool InflatesBeyondRows(ReadOnlySpan<byte> bytes)
    {
        int at = FirstChunk(bytes);
        using var data = new MemoryStream(bytes.Length);
        while (TryRead(bytes, ref at, out ReadOnlySpan<byte> kind, out ReadOnlySpan<byte> content))
        {
            if (kind.SequenceEqual("IDAT"u8))
            {
                data.Write(content);
            }
        }

        data.Position = 0;
        return data.Length * MaxRatio > Harmless && Header(bytes) is { Length: HeaderBytes } header && Inflates(data, RowBytes(header));
    }

    private static bool Inflates(MemoryStream data, long most)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            for (int count; most >= 0 && (count = inflated.Read(buffer)) > 0;)
            {
                most -= count;
            }

            return most < 0;
        }
        catch (InvalidDataException)
        {
            return false; // The decoder stops at the same place.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Each row has a byte for its filter.
    private static long RowBytes(ReadOnlySpan<byte> header)
    {
        long width = BinaryPrimitives.ReadUInt32BigEndian(header);
        long height = BinaryPrimitives.ReadUInt32BigEndian(header[LengthBytes..]);
        int samples = header[9] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };
        int bits = samples * header[8];
        long Bytes(long columns, long rows) => columns <= 0 ? 0 : rows * (1 + (((columns * bits) + 7) / 8));
        return header[^1] == 0
            ? Bytes(width, height)
            : Passes.Sum(pass => Bytes((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY));
    }

    private static ReadOnlySpan<byte> Header(ReadOnlySpan<byte> bytes)
    {
        int at = FirstChunk(bytes);
        return TryRead(bytes, ref at, out ReadOnlySpan<byte> kind, out ReadOnlySpan<byte> content) && kind.SequenceEqual("IHDR"u8)
            ? content
            : default;
    }

    private static int FirstChunk(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Signature) ? Signature.Length : 0;

    // False at the end, and where the last chunk is cut off.
    private static bool TryRead(ReadOnlySpan<byte> bytes, scoped ref int at, out ReadOnlySpan<byte> kind, out ReadOnlySpan<byte> content)
    {
        kind = content = default;
        if (at == 0 || at + ChunkBytes > bytes.Length)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]);
        if (length > bytes.Length - at - ChunkBytes)
        {
            return false;
        }

        kind = bytes.Slice(at + LengthBytes, 4);
        content = bytes.Slice(at + LengthBytes + 4, (int)length);
        at += ChunkBytes + (int)length;
        return true;
    }
}
