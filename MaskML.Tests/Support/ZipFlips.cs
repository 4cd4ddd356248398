using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MaskML.Tests.Support;

/// <summary>Creates copies of a zip, each with one bit flipped in the data of an entry.</summary>
internal static class ZipFlips
{
    private const int HeaderLength = 30;
    private static readonly byte[] Signature = "PK\x03\x04"u8.ToArray();

    /// <summary>One copy for each entry that is not empty.</summary>
    /// <param name="zip">The zip.</param>
    public static IEnumerable<(string Entry, byte[] Bytes)> EachEntry(byte[] zip)
    {
        using var archive = new ZipArchive(new MemoryStream(zip), ZipArchiveMode.Read);
        foreach (ZipArchiveEntry entry in archive.Entries.Where(entry => entry.Length > 0))
        {
            byte[] changed = [.. zip];
            changed[Data(zip, entry.FullName) + (int)(entry.CompressedLength / 2)] ^= 0x10;
            yield return (entry.FullName, changed);
        }
    }

    // Offset of an entry's data: after its local header, name and extra field, whose lengths are in the header.
    private static int Data(byte[] zip, string name)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(name);
        for (int at = zip.AsSpan().IndexOf(Signature); at >= 0;)
        {
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + 26));
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(zip.AsSpan(at + 28));
            if (zip.AsSpan(at + HeaderLength, nameLength).SequenceEqual(wanted))
            {
                return at + HeaderLength + nameLength + extraLength;
            }

            int next = zip.AsSpan(at + 1).IndexOf(Signature);
            at = next < 0 ? -1 : at + 1 + next;
        }

        throw new ArgumentException($"The zip has no local header for {name}.", nameof(name));
    }
}
