using System.Text.RegularExpressions;
using MaskML.Tests.Support;
using MaskML.Train.Reports.Html;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Reports.Html;

public sealed class PictureGalleryTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Pictures_are_embedded_small_upright_and_in_order()
    {
        string wide = Save("wide.jpg", 900, 300);
        string html = new PictureGallery(10, 100)
            .Of(
                [
                    new GalleryPicture(wide, null, "wide.jpg", ["with_mask 98 %"]),
                    new GalleryPicture(wide, new Rect(10, 10, 50, 40), "face", []),
                ])
                .Html;
        byte[][] jpegs = Jpegs(html);
        Assert.Equal(2, jpegs.Length);
        using Mat whole = Cv2.ImDecode(jpegs[0], ImreadModes.Color);
        using Mat face = Cv2.ImDecode(jpegs[1], ImreadModes.Color);
        Assert.Equal((Thumbnail.Side, Thumbnail.Side / 3), (whole.Width, whole.Height));
        Assert.Equal((Thumbnail.Side, Thumbnail.Side), (face.Width, face.Height));

        // A long label breaks at its underscores only, and a figure stays with its unit.
        Assert.True(html.IndexOf("with_<wbr>mask 98&#xA0;%", StringComparison.Ordinal) is var first and > 0
            && first < html.IndexOf(">face<", StringComparison.Ordinal));
    }

    [Fact]
    public void Missing_or_damaged_picture_becomes_an_empty_frame()
    {
        File.WriteAllText(folder.File("text.jpg"), "no image");
        string html = new PictureGallery(10, 100).Of(
        [
            new GalleryPicture(folder.File("gone.jpg"), null, "gone.jpg", ["x"]),
            new GalleryPicture(folder.File("text.jpg"), null, "text.jpg", ["x"]),
            new GalleryPicture(null, null, "nowhere.jpg", ["x"]),
            new GalleryPicture(Save("tall.png", 20, 30), new Rect(500, 500, 9, 9), "outside.jpg", ["x"]),
        ]).Html;
        Assert.Equal(3, Regex.Count(html, "class=\"absent\""));
        Assert.Single(Jpegs(html));
    }

    [Fact]
    public void Number_and_size_of_pictures_are_limited()
    {
        // Noise compresses badly: each thumbnail is as large as one gets.
        string path = Save("noise.png", 200, 200);
        GalleryPicture[] many = [.. Enumerable.Range(0, 300).Select(i => new GalleryPicture(path, null, $"{i}.png", ["x"]))];
        string few = new PictureGallery(5, 100).Of(many).Html;
        Assert.Equal(5, Jpegs(few).Length);
        Assert.Contains("The first 5 of 300.", few, StringComparison.Ordinal);
        string all = new PictureGallery(300, 100).Of(many).Html;
        Assert.True(Jpegs(all).Sum(jpeg => jpeg.Length) <= 1 << 20);
        Assert.Equal(300, Regex.Count(all, "<figure>"));
        Assert.Contains("class=\"absent\"", all, StringComparison.Ordinal);
    }

    private static byte[][] Jpegs(string html) =>
        [.. Regex.Matches(html, "data:image/jpeg;base64,([^\"]+)").Select(match => Convert.FromBase64String(match.Groups[1].Value))];

    private string Save(string name, int width, int height)
    {
        byte[] pixels = new byte[3 * width * height];
        new Random(1).NextBytes(pixels);
        using Mat picture = Mat.FromPixelData(height, width, MatType.CV_8UC3, pixels);
        Cv2.ImEncode(Path.GetExtension(name), picture, out byte[] bytes);
        File.WriteAllBytes(folder.File(name), bytes);
        return folder.File(name);
    }
}
