using System.Buffers.Binary;

namespace MaskML.Predict.Imaging;

/// <summary>
/// The quality that a JPEG was written with, estimated from its first two quantisation tables: the setting of the reference
/// encoder (IJG), whose tables are those of ITU-T T.81, annex K, scaled, that comes closest.
/// </summary>
internal static class JpegQuality
{
    private const int Entries = 64;
    private const int Tables = 4;

    // T.81, tables K.1 and K.2, row by row.
    private static readonly byte[] Luminance =
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92,
        95, 98, 112, 100, 103, 99,
    ];

    private static readonly byte[] Chrominance =
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    // The sums of the scaled tables distinguish the qualities and do not depend on the order of the entries, which is zigzag in T.81.
    private static readonly int[] LuminanceSums = Sums(Luminance);
    private static readonly int[] ChrominanceSums = Sums(Chrominance);

    /// <summary>Estimates the quality.</summary>
    /// <param name="jpeg">The encoded image, or any other bytes.</param>
    /// <returns>
    /// The quality of brightness (table 0) and of colour (table 1), each 1 (coarse) to 100 (fine); null where the bytes are not a JPEG or
    /// have no such table: grey pictures have none for colour.
    /// </returns>
    public static (int? Luminance, int? Chrominance) Estimate(ReadOnlySpan<byte> jpeg)
    {
        Span<int> sums = stackalloc int[Tables];
        int at = JpegStream.FirstSegment(jpeg);
        while (at > 0 && JpegStream.TryRead(jpeg, ref at, out byte kind, out ReadOnlySpan<byte> content))
        {
            if (kind == JpegStream.QuantisationTables)
            {
                ReadTables(content, sums);
            }
        }

        return (Closest(LuminanceSums, sums[0]), Closest(ChrominanceSums, sums[1]));
    }

    /// <summary>Sums the entries of each table; a segment may define several.</summary>
    private static void ReadTables(ReadOnlySpan<byte> content, Span<int> sums)
    {
        while (content.Length > 0)
        {
            int width = content[0] >> 4 == 0 ? 1 : 2;
            int table = content[0] & 0xF;
            if (content.Length <= Entries * width || table >= Tables)
            {
                return; // Cut off or damaged: what was read before still counts.
            }

            sums[table] = 0;
            for (int at = 1; at <= Entries * width; at += width)
            {
                sums[table] += width == 1 ? content[at] : BinaryPrimitives.ReadUInt16BigEndian(content[at..]);
            }

            content = content[(1 + (Entries * width))..];
        }
    }

    private static int? Closest(int[] sums, int sum) =>
        sum == 0 ? null : 1 + Enumerable.Range(0, sums.Length).MinBy(i => Math.Abs(sums[i] - sum));

    /// <summary>The sum of the scaled table's entries for each quality from 1 to 100, as the reference encoder scales them.</summary>
    private static int[] Sums(byte[] table) => [.. Enumerable.Range(1, 100).Select(quality =>
    {
        int scale = quality < 50 ? 5000 / quality : 200 - (2 * quality);
        return table.Sum(entry => Math.Clamp(((entry * scale) + 50) / 100, 1, 255));
    })];
}
