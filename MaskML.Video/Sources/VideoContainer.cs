using System.Buffers.Binary;
using MaskML.Predict.Files;

namespace MaskML.Video.Sources;

/// <summary>
/// Checks by its outermost structure whether a video file is complete: RIFF (AVI), ISO base media (MP4, MOV) and EBML (Matroska, WebM)
/// state the lengths of their parts.
/// </summary>
internal static class VideoContainer
{
    private const int MaxHeaderLength = 16;

    private delegate long? LengthOf(ReadOnlySpan<byte> header);

    /// <summary>Whether the file is shorter than its parts state. Files of other formats count as complete.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool IsCutOff(string path)
    {
        using FileStream stream = RegularFile.Open(path);
        return IsCutOff(stream);
    }

    /// <summary>Whether the stream is shorter than its parts state.</summary>
    /// <param name="stream">The whole file; seekable.</param>
    public static bool IsCutOff(Stream stream)
    {
        Span<byte> header = stackalloc byte[MaxHeaderLength];
        LengthOf? lengthOf = null;
        for (long at = 0; at < stream.Length;)
        {
            stream.Position = at;
            int read = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
            header[read..].Clear();
            lengthOf ??= Format(header);
            if (lengthOf?.Invoke(header) is not { } length)
            {
                return false; // Open-ended or of an unknown format: the decoder decides.
            }

            if (length > stream.Length - at)
            {
                return true;
            }

            at += Math.Max(length, 8);
        }

        return false;
    }

    private static LengthOf? Format(ReadOnlySpan<byte> header) =>
        header.StartsWith("RIFF"u8) ? Riff
        : IsIsoMedia(header[4..]) ? IsoMedia
        : header.StartsWith((ReadOnlySpan<byte>)[0x1A, 0x45, 0xDF, 0xA3]) ? Ebml
        : null;

    private static bool IsIsoMedia(ReadOnlySpan<byte> type) =>
        type.StartsWith("ftyp"u8) || type.StartsWith("moov"u8) || type.StartsWith("mdat"u8) || type.StartsWith("wide"u8);

    // The size of a chunk that was never finished is 0.
    private static long? Riff(ReadOnlySpan<byte> header)
    {
        if (!header.StartsWith("RIFF"u8))
        {
            return null;
        }

        uint size = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        return size == 0 ? null : 8L + size;
    }

    // A size of 0 means up to the end of the file, 1 is followed by a 64-bit size.
    private static long? IsoMedia(ReadOnlySpan<byte> header)
    {
        uint size = BinaryPrimitives.ReadUInt32BigEndian(header);
        ulong length = size == 1 ? BinaryPrimitives.ReadUInt64BigEndian(header[8..]) : size;
        return length is < 8 or > long.MaxValue ? null : (long)length;
    }

    // An identifier, then a size: the leading zeros of the first byte give the number of bytes; all ones is an unknown size.
    private static long? Ebml(ReadOnlySpan<byte> header)
    {
        int identifier = VintLength(header[0]);
        if (identifier > 4)
        {
            return null;
        }

        int count = VintLength(header[identifier]);
        if (count > 8)
        {
            return null;
        }

        ulong size = header[identifier] & (ulong)((1 << (8 - count)) - 1);
        ulong unknown = (1UL << (7 * count)) - 1;
        for (int i = 1; i < count; i++)
        {
            size = (size << 8) | header[identifier + i];
        }

        return size == unknown ? null : identifier + count + (long)size;
    }

    private static int VintLength(byte first) => 1 + System.Numerics.BitOperations.LeadingZeroCount((uint)first << 24);
}
