using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using MaskML.Tests.Support;
using OpenCvSharp;

namespace MaskML.Tests.Serve.Fuzz;

/// <summary>
/// Generates malformed pictures that know the structure of their format, so that they pass the first checks: chunks with right checksums,
/// segments and fields of headers. The same seed gives the same pictures.
/// </summary>
/// <param name="seed">Seed of the random numbers.</param>
internal sealed class FuzzPictures(int seed)
{
    private const int PngSignature = 8;
    private const int MostFlips = 40;

    private static readonly string[] Chunks =
        ["IHDR", "PLTE", "tRNS", "IDAT", "IEND", "eXIf", "zTXt", "iTXt", "iCCP", "acTL", "fcTL", "fdAT"];

    private static readonly uint[] Numbers =
        [0, 1, 2, 3, 7, 8, 16, 255, 256, 4096, 32767, 32768, 65500, 65535, 65536, 1 << 24, int.MaxValue, 1u << 31, uint.MaxValue];

    private static readonly Lazy<byte[][]> Seeds = new(Encode);

    private readonly Random random = new(seed);

    /// <summary>Intact pictures of all formats.</summary>
    public static IReadOnlyList<byte[]> Intact => Seeds.Value;

    /// <summary>The next picture.</summary>
    public byte[] Next()
    {
        byte[] picture = [.. Pick(Intact)];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            picture = random.Next(5) == 0 || picture.Length < 64 ? Plain(picture) : picture[0] switch
            {
                0x89 => Png(picture),
                0xFF => Jpeg(picture),
                (byte)'R' => WebP(picture),
                _ => Header(picture, 54),
            };
        }

        return picture;
    }

    private static byte[][] Encode()
    {
        using var picture = new Mat(48, 64, MatType.CV_8UC3, new Scalar(90, 120, 200));
        Cv2.Circle(picture, new Point(32, 24), 15, Scalar.White, -1);
        using var grey = new Mat();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        using var deep = new Mat();
        Cv2.CvtColor(picture, deep, ColorConversionCodes.BGR2BGRA);
        deep.ConvertTo(deep, MatType.CV_16UC4, 257);
        return
        [
            picture.ImEncode(".jpg"), picture.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegProgressive, 1)),
            grey.ImEncode(".jpg", new ImageEncodingParam(ImwriteFlags.JpegRstInterval, 2)), picture.ImEncode(".png"),
            deep.ImEncode(".png"), picture.ImEncode(".bmp"), grey.ImEncode(".bmp"),
            picture.ImEncode(".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 80)),
            picture.ImEncode(".webp", new ImageEncodingParam(ImwriteFlags.WebPQuality, 101)),
        ];
    }

    private T Pick<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private byte[] Noise(int most)
    {
        byte[] noise = new byte[random.Next(most)];
        random.NextBytes(noise);
        return noise;
    }

    // What needs no structure: flipped bits, an early end, two files in one.
    private byte[] Plain(byte[] picture)
    {
        switch (random.Next(4))
        {
            case 0:
                return picture[..random.Next(picture.Length + 1)];
            case 1:
                byte[] other = Pick(Intact);
                return [.. picture[..random.Next(picture.Length + 1)], .. other[random.Next(other.Length)..]];
            case 2:
                int at = random.Next(picture.Length + 1);
                return [.. picture[..at], .. Noise(300), .. picture[at..]];
            default:
                for (int i = picture.Length == 0 ? 0 : random.Next(1, MostFlips); i > 0; i--)
                {
                    picture[random.Next(picture.Length)] ^= (byte)(1 << random.Next(8));
                }

                return picture;
        }
    }

    // A field of a header, of one, two or four bytes in either order, gets another number.
    private byte[] Header(byte[] picture, int length)
    {
        uint number = random.Next(3) == 0 ? (uint)random.NextInt64(uint.MaxValue) : Pick(Numbers);
        int at = random.Next(2, length - 4);
        switch (random.Next(5))
        {
            case 0:
                picture[at] = (byte)number;
                break;
            case 1:
                BinaryPrimitives.WriteUInt16BigEndian(picture.AsSpan(at), (ushort)number);
                break;
            case 2:
                BinaryPrimitives.WriteUInt16LittleEndian(picture.AsSpan(at), (ushort)number);
                break;
            case 3:
                BinaryPrimitives.WriteUInt32BigEndian(picture.AsSpan(at), number);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(picture.AsSpan(at), number);
                break;
        }

        return picture;
    }

    private byte[] Png(byte[] picture)
    {
        var chunks = new List<(string Kind, byte[] Content)>();
        for (int at = PngSignature; at + 12 <= picture.Length;)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(picture.AsSpan(at));
            if (length > picture.Length - at - 12)
            {
                break;
            }

            chunks.Add((Encoding.Latin1.GetString(picture, at + 4, 4), picture[(at + 8)..(at + 8 + (int)length)]));
            at += 12 + (int)length;
        }

        if (chunks.Count > 0)
        {
            Change(chunks);
        }

        return [.. picture[..PngSignature], .. chunks.SelectMany(chunk => PngBytes.Chunk(chunk.Kind, chunk.Content))];
    }

    private void Change(List<(string Kind, byte[] Content)> chunks)
    {
        int index = random.Next(chunks.Count);
        (string kind, byte[] content) = chunks[index];
        switch (random.Next(7))
        {
            case 0:
                chunks.RemoveAt(index);
                break;
            case 1:
                chunks.Insert(random.Next(chunks.Count + 1), (kind, content));
                break;
            case 2:
                chunks.Insert(random.Next(chunks.Count + 1), (Pick(Chunks), random.Next(2) == 0 ? Noise(600) : PngBytes.Zeros(100_000)));
                break;
            case 3:
                chunks[index] = (Pick(Chunks), content);
                break;
            case 4:
                chunks[index] = (kind, Plain([.. content]));
                break;
            case 5 when chunks[0].Content.Length == 13:
                chunks[0] = (chunks[0].Kind, Header([0, 0, .. chunks[0].Content, 0, 0, 0, 0], 17)[2..15]);
                break;
            default:
                // Valid data of another length, or with other filters.
                byte[] rows = Noise(20_000);
                using (var packed = new MemoryStream())
                {
                    using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
                    {
                        zlib.Write(rows);
                    }

                    chunks[index] = ("IDAT", packed.ToArray());
                }

                break;
        }
    }

    private byte[] Jpeg(byte[] picture)
    {
        var segments = new List<(int From, int To)>();
        for (int at = 2; at + 4 <= picture.Length && picture[at] == 0xFF && picture[at + 1] != 0xDA;)
        {
            int to = Math.Min(picture.Length, at + 2 + BinaryPrimitives.ReadUInt16BigEndian(picture.AsSpan(at + 2)));
            segments.Add((at, to));
            at = to;
        }

        if (segments.Count == 0)
        {
            return Plain(picture);
        }

        (int from, int end) = Pick(segments);
        switch (random.Next(5))
        {
            case 0:
                return [.. picture[..from], .. picture[end..]];
            case 1:
                return [.. picture[..end], .. picture[from..]];
            case 2:
                byte[] segment = [0xFF, (byte)random.Next(0xC0, 0xFF), .. BitConverter.GetBytes((ushort)random.Next()), .. Noise(100)];
                return [.. picture[..from], .. segment, .. picture[from..]];
            case 3:
                picture[from + 1] = (byte)random.Next(0xC0, 0xFF);
                return picture;
            default:
                byte[] head = Header([0, 0, .. picture[from..end], 0, 0, 0, 0], end - from + 4);
                return [.. picture[..from], .. head[2..(2 + end - from)], .. picture[end..]];
        }
    }

    private byte[] WebP(byte[] picture)
    {
        if (random.Next(3) > 0)
        {
            return Header(picture, Math.Min(picture.Length, 48));
        }

        byte[] extra = Noise(60);
        string kind = Pick<string>(["VP8X", "ANIM", "ANMF", "ALPH", "EXIF", "ICCP", "VP8 ", "VP8L"]);
        byte[] chunk = [.. Encoding.ASCII.GetBytes(kind), .. BitConverter.GetBytes(extra.Length), .. extra, .. new byte[extra.Length % 2]];
        int at = random.Next(2) == 0 ? 12 : picture.Length;
        byte[] all = [.. picture[..at], .. chunk, .. picture[at..]];
        BinaryPrimitives.WriteInt32LittleEndian(all.AsSpan(4), all.Length - 8);
        return all;
    }
}
