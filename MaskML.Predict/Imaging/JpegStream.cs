namespace MaskML.Predict.Imaging;

/// <summary>The marker structure of a JPEG (ITU-T T.81, annex B), as far as it tells whether the file is whole.</summary>
internal static class JpegStream
{
    private const byte Marker = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    /// <summary>
    /// Whether the bytes begin as a JPEG and lack the end-of-image marker behind the first scan. Thumbnails in the metadata have
    /// end markers of their own, so segments are stepped over up to the scan; inside the scan FF D9 cannot occur as data.
    /// </summary>
    public static bool IsTruncated(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 3 || bytes[0] != Marker || bytes[1] != StartOfImage || bytes[2] != Marker)
        {
            return false;
        }

        int at = 2;
        while (at + 4 <= bytes.Length)
        {
            if (bytes[at] != Marker)
            {
                return false; // Not a marker where one must stand: leave the verdict to the decoder.
            }

            byte kind = bytes[at + 1];
            if (kind == Marker)
            {
                at++; // Fill byte.
                continue;
            }

            if (kind == StartOfScan)
            {
                return bytes[at..].LastIndexOf([Marker, EndOfImage]) < 0;
            }

            at += 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
        }

        return true;
    }
}
