using System.Diagnostics;
using System.IO.Compression;
using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Imaging;

/// <summary>Tests that a few bytes of a stranger cost no more than their pixels.</summary>
public sealed class ImageDecoderTests
{
    // The seven passes of an interlaced PNG: which of 8 x 8 pixels belongs to which pass.
    private const string Adam7 = "1646264677777777566656667777777736463646777777775666566677777777";

    [Fact]
    public void Png_whose_data_inflate_to_more_than_its_rows_is_refused_before_it_is_decoded()
    {
        // The zeros of 2 GB take 2 MB; the decoder would inflate all of them.
        byte[] bomb = PngBytes.Make(100, 100, PngBytes.Zeros(2L << 30));
        long start = Stopwatch.GetTimestamp();
        var error = Assert.Throws<ImageException>(() => ImageDecoder.Decode(bomb));
        Assert.Contains("inflate to more than its 100 x 100 pixels", error.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(1), $"{Stopwatch.GetElapsedTime(start)}");
    }

    [Theory]
    [InlineData("zTXt")]
    [InlineData("iTXt")]
    [InlineData("iCCP")]
    [InlineData("fdAT")]
    public void Png_whose_texts_inflate_takes_neither_much_time_nor_memory(string kind)
    {
        byte[] zeros = PngBytes.Zeros(7_900_000);
        byte[] text = PngBytes.Chunk(kind, kind switch
        {
            "iTXt" => [.. "a"u8, 0, 1, 0, 0, 0, .. zeros],
            "fdAT" => [0, 0, 0, 1, .. zeros],
            _ => [.. "a"u8, 0, 0, .. zeros],
        });
        byte[] picture = PngBytes.Make(10, 10, PngBytes.Zeros(110), before: [.. Enumerable.Repeat(text, 1500).SelectMany(chunk => chunk)]);
        long memory = Environment.WorkingSet;
        long start = Stopwatch.GetTimestamp();
        Record.Exception(() => ImageDecoder.Decode(picture).Dispose());
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(2), $"{Stopwatch.GetElapsedTime(start)}");
        Assert.True(Environment.WorkingSet - memory < 500 << 20, $"{(Environment.WorkingSet - memory) >> 20} MB");
    }

    [Theory]
    [InlineData(1, 0, false)]
    [InlineData(8, 0, true)]
    [InlineData(4, 3, true)]
    [InlineData(16, 2, true)]
    [InlineData(16, 6, false)]
    public void Png_with_exactly_its_rows_is_decoded_and_with_one_byte_more_is_refused(byte depth, byte colour, bool interlaced)
    {
        const int width = 1001;
        const int height = 703;
        int bits = depth * (colour switch { 2 => 3, 6 => 4, _ => 1 });
        byte[] rows = new byte[Rows(width, height, bits, interlaced)];
        byte[] Picture(byte[] raw)
        {
            using var packed = new MemoryStream();
            using (var zlib = new ZLibStream(packed, CompressionLevel.NoCompression))
            {
                zlib.Write(raw);
            }

            return PngBytes.Make(width, height, packed.ToArray(), depth, colour, interlaced);
        }

        using Mat picture = ImageDecoder.Decode(Picture(rows));
        Assert.Equal(new Size(width, height), picture.Size());
        var error = Assert.Throws<ImageException>(() => ImageDecoder.Decode(Picture([.. rows, 0])));
        Assert.Contains("inflate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tiff_is_refused_because_its_size_is_not_known_before_it_is_decoded()
    {
        using Mat picture = TinyModel.Noise(120, 1);
        foreach (string format in new[] { ".tiff", ".ppm", ".hdr", ".ras" })
        {
            using Mat pixels = format == ".hdr" ? picture * 1.0 : picture.Clone();
            pixels.ConvertTo(pixels, format == ".hdr" ? MatType.CV_32FC3 : MatType.CV_8UC3);
            var error = Assert.Throws<ImageException>(() => ImageDecoder.Decode(pixels.ImEncode(format)));
            Assert.Equal(ImageFault.NotAnImage, error.Fault);
        }
    }

    [Theory]
    [InlineData(1, 20_000)]
    [InlineData(20_000, 1)]
    [InlineData(65_500, 16)]
    public void Picture_that_is_a_line_is_refused_with_the_reason(int width, int height)
    {
        using var line = new Mat(height, width, MatType.CV_8UC1, Scalar.All(90));
        var error = Assert.Throws<ImageException>(() => ImageDecoder.Decode(line.ImEncode(".png")));
        Assert.Contains($"{width} x {height} pixels are a line", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Panorama_is_decoded()
    {
        using var panorama = new Mat(100, 2500, MatType.CV_8UC3, Scalar.All(90));
        using Mat decoded = ImageDecoder.Decode(panorama.ImEncode(".jpg"));
        Assert.Equal(panorama.Size(), decoded.Size());
    }

    // Counts each pixel on its own.
    private static long Rows(int width, int height, int bits, bool interlaced)
    {
        var rows = new Dictionary<(char Pass, int Row), int>();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (char, int) row = (interlaced ? Adam7[(8 * (y % 8)) + (x % 8)] : '0', y);
                rows[row] = rows.GetValueOrDefault(row) + bits;
            }
        }

        return rows.Values.Sum(count => 1L + ((count + 7) / 8));
    }
}
