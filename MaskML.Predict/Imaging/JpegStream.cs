namespace MaskML.Predict.Imaging;

/// <summary>The marker structure of a JPEG (ITU-T T.81, annex B), as far as it stands before the first scan.</summary>
internal static class JpegStream
{
    /// <summary>Kind of the segments that define quantisation tables.</summary>
    public const byte QuantisationTables = 0xDB;

    private const byte Marker = 0xFF;
    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;

    // Marker, kind and the two bytes of the length.
    private const int Header = 4;

    /// <summary>Where the first segment begins; 0 if the bytes do not begin as a JPEG.</summary>
    public static int FirstSegment(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= 3 && bytes[0] == Marker && bytes[1] == StartOfImage && bytes[2] == Marker ? 2 : 0;

    /// <summary>
    /// Whether the bytes begin as a JPEG and lack the end-of-image marker after the first scan. Thumbnails in the metadata have end
    /// markers of their own, so segments are skipped up to the scan; inside the scan FF D9 cannot occur as data.
    /// </summary>
    public static bool IsTruncated(ReadOnlySpan<byte> bytes)
    {
        int at = FirstSegment(bytes);
        if (at == 0)
        {
            return false;
        }

        while (TryRead(bytes, ref at, out byte kind, out _))
        {
            if (kind == StartOfScan)
            {
                return bytes[at..].LastIndexOf([Marker, EndOfImage]) < 0;
            }
        }

        // There is no marker where one is required: the decoder decides.
        return at + Header > bytes.Length;
    }

    /// <summary>Number of scans of a JPEG; 0 for anything else. Each is a pass over all pixels, however few bytes it has.</summary>
    public static int Scans(ReadOnlySpan<byte> bytes)
    {
        int at = FirstSegment(bytes);
        while (at > 0 && TryRead(bytes, ref at, out byte kind, out _))
        {
            if (kind == StartOfScan)
            {
                // Inside of scans FF DA cannot occur as data.
                return 1 + bytes[at..].Count([Marker, StartOfScan]);
            }
        }

        return 0;
    }

    /// <summary>Reads the segment at a position.</summary>
    /// <param name="bytes">The JPEG.</param>
    /// <param name="at">The position; moved behind the segment, or to the first byte of data of a scan.</param>
    /// <param name="kind">Second byte of its marker.</param>
    /// <param name="content">Its content behind the length, as far as the bytes reach.</param>
    /// <returns>False at the end of the bytes and where there is no marker; the position is then there.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ref int at, out byte kind, out ReadOnlySpan<byte> content)
    {
        kind = 0;
        content = default;
        while (at + Header <= bytes.Length && bytes[at] == Marker && bytes[at + 1] == Marker)
        {
            at++; // Fill byte.
        }

        if (at + Header > bytes.Length || bytes[at] != Marker)
        {
            return false;
        }

        kind = bytes[at + 1];
        int begin = at + Header;
        int end = at + 2 + ((bytes[at + 2] << 8) | bytes[at + 3]);
        content = bytes[begin..Math.Clamp(end, begin, bytes.Length)];
        at = kind == StartOfScan ? begin : end;
        return true;
    }
}
