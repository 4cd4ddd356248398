using System.IO.Compression;

namespace MaskML.Tests.Support;

/// <summary>Changes zips in memory.</summary>
internal static class ZipBytes
{
    /// <summary>A zip without some of its entries.</summary>
    public static byte[] Without(byte[] zip, params string[] entries)
    {
        using var buffer = new MemoryStream();
        buffer.Write(zip);
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Update, leaveOpen: true))
        {
            foreach (string entry in entries)
            {
                archive.GetEntry(entry)!.Delete();
            }
        }

        return buffer.ToArray();
    }

    /// <summary>A zip with one more entry, of zeros.</summary>
    public static byte[] With(byte[] zip, string entry, long zeros)
    {
        using var buffer = new MemoryStream();
        buffer.Write(zip);
        using (var archive = new ZipArchive(buffer, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry(entry)?.Delete();
        }

        // Written at once: an archive that is updated keeps the new entry in memory.
        buffer.Position = 0;
        using var result = new MemoryStream();
        using (var from = new ZipArchive(buffer, ZipArchiveMode.Read))
        using (var to = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry old in from.Entries)
            {
                using Stream source = old.Open();
                using Stream target = to.CreateEntry(old.FullName).Open();
                source.CopyTo(target);
            }

            using Stream added = to.CreateEntry(entry, CompressionLevel.SmallestSize).Open();
            byte[] block = new byte[1 << 16];
            for (; zeros > 0; zeros -= block.Length)
            {
                added.Write(block);
            }
        }

        return result.ToArray();
    }
}
