namespace MaskML.Train.Data;

/// <summary>The format of an image, by its first bytes and by its name.</summary>
internal static class ImageFormat
{
    /// <summary>The format of the bytes; null where it is not a supported one.</summary>
    public static string? Of(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "JPEG"
        : bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']) ? "PNG"
        : bytes.StartsWith("BM"u8) ? "BMP"
        : bytes.Length > 11 && bytes.StartsWith("RIFF"u8) && bytes[8..].StartsWith("WEBP"u8) ? "WebP"
        : null;

    /// <summary>The format of a file name's extension; null where it is not a supported one.</summary>
    public static string? OfName(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".JPG" or ".JPEG" => "JPEG",
        ".PNG" => "PNG",
        ".BMP" => "BMP",
        ".WEBP" => "WebP",
        _ => null,
    };
}
