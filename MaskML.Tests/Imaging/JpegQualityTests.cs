using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Imaging;

public sealed class JpegQualityTests
{
    public static TheoryData<int> Qualities => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Qualities))]
    public void Quality_of_a_written_picture_is_read(int quality)
    {
        (int? luminance, int? chrominance) = JpegQuality.Estimate(Jpeg(quality));
        Assert.Equal(quality, luminance);

        // The tables of colour are all at their bound, 255, for the lowest three.
        Assert.Equal(quality <= 3 ? 1 : quality, chrominance);
    }

    [Fact]
    public void Luminance_and_chrominance_have_separate_qualities()
    {
        using Mat picture = TinyModel.Noise(128, 1);
        var luminance = new ImageEncodingParam(ImwriteFlags.JpegLumaQuality, 90);
        Cv2.ImEncode(".jpg", picture, out byte[] jpeg, luminance, new ImageEncodingParam(ImwriteFlags.JpegChromaQuality, 40));
        Assert.Equal((90, 40), JpegQuality.Estimate(jpeg));
    }

    [Fact]
    public void Grey_picture_has_no_chrominance_quality()
    {
        using Mat picture = TinyModel.Noise(128, 1);
        using var grey = new Mat();
        Cv2.CvtColor(picture, grey, ColorConversionCodes.BGR2GRAY);
        Cv2.ImEncode(".jpg", grey, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, 80));
        Assert.Equal((80, null), JpegQuality.Estimate(jpeg));
    }

    [Fact]
    public void Thumbnail_in_the_metadata_is_ignored()
    {
        // An APP1 segment with a whole JPEG of another quality in it.
        byte[] outer = Jpeg(70);
        byte[] inner = Jpeg(20);
        int length = inner.Length + 2;
        byte[] both = [.. outer[..2], 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. inner, .. outer[2..]];
        Assert.Equal((70, 70), JpegQuality.Estimate(both));
    }

    [Fact]
    public void Tables_with_two_bytes_an_entry_are_read()
    {
        byte[] jpeg = Jpeg(30);
        int at = jpeg.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDB]);
        int length = (jpeg[at + 2] << 8) | jpeg[at + 3];
        byte[] wide = [.. jpeg.AsSpan(at + 5, 64).ToArray().SelectMany(value => new byte[] { 0, value })];
        byte[] rewritten = [.. jpeg[..at], 0xFF, 0xDB, 0, 131, 0x10, .. wide, .. jpeg[(at + 2 + length)..]];
        Assert.Equal(30, JpegQuality.Estimate(rewritten).Luminance);
    }

    [Fact]
    public void Files_that_are_not_JPEG_have_no_quality()
    {
        using Mat picture = TinyModel.Noise(128, 1);
        Cv2.ImEncode(".png", picture, out byte[] png);
        Assert.Equal((null, null), JpegQuality.Estimate(png));
        Assert.Equal((null, null), JpegQuality.Estimate([]));
        Assert.Equal((null, null), JpegQuality.Estimate([0xFF, 0xD8]));
    }

    [Fact]
    public void Damaged_files_never_throw_and_give_qualities_in_range()
    {
        var random = new Random(20260102);
        byte[] whole = Jpeg(75);
        int estimated = 0;
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = whole[..random.Next(random.Next(2) == 0 ? 700 : whole.Length)];
            for (int n = random.Next(6); n > 0 && bytes.Length > 0; n--)
            {
                bytes[random.Next(Math.Min(bytes.Length, 200))] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            }

            (int? luminance, int? chrominance) = JpegQuality.Estimate(bytes);
            Assert.True(luminance is null or (>= 1 and <= 100));
            Assert.True(chrominance is null or (>= 1 and <= 100));
            estimated += luminance is null ? 0 : 1;
        }

        Assert.InRange(estimated, 1000, 19_999);
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Photos_of_face_mask_12k_have_quality_92()
    {
        string folder = SharedData.Need("data/face-mask-12k/Test/WithMask");
        foreach (string file in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(20))
        {
            Assert.Equal((92, 92), JpegQuality.Estimate(File.ReadAllBytes(file)));
        }
    }

    private static byte[] Jpeg(int quality)
    {
        using Mat picture = TinyModel.Noise(128, 1);
        Cv2.ImEncode(".jpg", picture, out byte[] jpeg, new ImageEncodingParam(ImwriteFlags.JpegQuality, quality));
        return jpeg;
    }
}
