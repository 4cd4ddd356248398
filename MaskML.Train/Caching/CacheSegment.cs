using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MaskML.Predict.Files;
using Microsoft.Win32.SafeHandles;

namespace MaskML.Train.Caching;

/// <summary>A hash of 32 bytes as a dictionary key.</summary>
internal readonly record struct CacheKey(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>Number of bytes of a key.</summary>
    public const int Size = 32;

    /// <summary>Reads a key.</summary>
    public static CacheKey From(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? MemoryMarshal.Read<CacheKey>(bytes)
        : throw new ArgumentException($"The key has {bytes.Length} bytes, expected {Size}.", nameof(bytes));
}

/// <summary>
/// One immutable file of a cache: header, keys, then records. A hash in the header covers the keys, and each record has a checksum, so that
/// a damaged entry is computed again. The checksum covers the key too, so that a record is only read with the key that it was written with.
/// </summary>
internal sealed class CacheSegment(string path, SafeFileHandle handle, int payloadBytes, int count) : IDisposable
{
    /// <summary>File name extension.</summary>
    public const string Extension = ".seg";

    private const int HeaderSize = 8 + 4 + 4 + 32;
    private const int CheckSize = 8;
    private static readonly byte[] Magic = "MMLSEG01"u8.ToArray();

    /// <summary>Size of a record with its key.</summary>
    public static long EntryBytes(int payloadBytes) => CacheKey.Size + payloadBytes + CheckSize;

    private readonly long records = HeaderSize + ((long)count * CacheKey.Size);

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>Opens a segment; null if it does not exist any more, is damaged, or has another payload size.</summary>
    /// <returns>The segment, and the keys in the order of its records, which it does not keep.</returns>
    public static (CacheSegment Segment, CacheKey[] Keys)? TryOpen(string path, int payloadBytes)
    {
        SafeFileHandle? handle = null;
        try
        {
            FileShare share = FileShare.ReadWrite | FileShare.Delete;
            handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, share, FileOptions.RandomAccess);
            Span<byte> header = stackalloc byte[HeaderSize];
            int count = 0;
            if (RandomAccess.Read(handle, header, 0) == HeaderSize && header.StartsWith(Magic)
                && BinaryPrimitives.ReadInt32LittleEndian(header[8..]) == payloadBytes)
            {
                count = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
            }

            long expected = HeaderSize + (count * EntryBytes(payloadBytes));
            if (count > 0 && RandomAccess.GetLength(handle) == expected)
            {
                byte[] keys = new byte[count * CacheKey.Size];
                if (RandomAccess.Read(handle, keys, HeaderSize) == keys.Length
                    && SHA256.HashData(keys).AsSpan().SequenceEqual(header[16..]))
                {
                    return (new CacheSegment(path, handle, payloadBytes, count), MemoryMarshal.Cast<byte, CacheKey>(keys).ToArray());
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Trimmed by another run, or not readable: the entries are computed again.
        }

        handle?.Dispose();
        return null;
    }

    /// <summary>Reads a record; false if it is damaged or has another key.</summary>
    public bool TryRead(int index, CacheKey key, Span<byte> payload)
    {
        int length = payloadBytes + CheckSize;
        Span<byte> record = length <= 8192 ? stackalloc byte[length] : new byte[length];
        if (RandomAccess.Read(handle, record, records + ((long)index * record.Length)) != record.Length
            || Check(key, record[..payloadBytes]) != BinaryPrimitives.ReadUInt64LittleEndian(record[payloadBytes..]))
        {
            return false;
        }

        record[..payloadBytes].CopyTo(payload);
        return true;
    }

    /// <summary>Writes a segment and publishes it by rename.</summary>
    public static void Write(string path, int payloadBytes, IReadOnlyCollection<KeyValuePair<CacheKey, byte[]>> entries) =>
        AtomicFile.Write(path, stream =>
        {
            byte[] keys = MemoryMarshal.AsBytes<CacheKey>(entries.Select(entry => entry.Key).ToArray()).ToArray();

            Span<byte> header = stackalloc byte[HeaderSize];
            Magic.CopyTo(header);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], payloadBytes);
            BinaryPrimitives.WriteInt32LittleEndian(header[12..], entries.Count);
            SHA256.HashData(keys, header[16..]);
            var buffered = new BufferedStream(stream, 1 << 16); // Not disposed: that would close the caller's stream.
            buffered.Write(header);
            buffered.Write(keys);
            Span<byte> check = stackalloc byte[CheckSize];
            foreach ((CacheKey key, byte[] payload) in entries)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(check, Check(key, payload));
                buffered.Write(payload);
                buffered.Write(check);
            }

            buffered.Flush();
        });

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private static ulong Check(CacheKey key, ReadOnlySpan<byte> payload)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(payload, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash) ^ key.A ^ key.D;
    }
}
