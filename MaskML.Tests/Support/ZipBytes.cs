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
}
