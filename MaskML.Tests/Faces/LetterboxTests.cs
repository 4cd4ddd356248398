using FsCheck.Xunit;
using MaskML.Predict.Faces;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class LetterboxTests
{
    [Property]
    public bool Fitted_photo_touches_the_square_and_stays_inside(ushort width, ushort height, ushort side)
    {
        var fit = new Letterbox(new Size(width + 1, height + 1), (side % 2000) + 32);
        return Math.Max(fit.Fitted.Width, fit.Fitted.Height) == fit.Frame.Width && Math.Min(fit.Fitted.Width, fit.Fitted.Height) >= 1;
    }

    [Property]
    public bool Box_maps_back_within_a_pixel_of_the_square(ushort width, ushort height, byte left, byte top, byte across, byte down)
    {
        var photo = new Size((width % 4000) + 8, (height % 4000) + 8);
        var fit = new Letterbox(photo, 640);
        var box = new Rect(
            left * photo.Width / 512, top * photo.Height / 512, (across * photo.Width / 512) + 1, (down * photo.Height / 512) + 1);
        double x = (double)fit.Fitted.Width / photo.Width;
        double y = (double)fit.Fitted.Height / photo.Height;
        Rect back = fit.ToPhoto(new Rect2f((float)(box.X * x), (float)(box.Y * y), (float)(box.Width * x), (float)(box.Height * y)));
        return back == Boxes.Clamp(box, photo);
    }

    [Property]
    public bool Box_in_a_region_maps_back_to_its_place_in_the_photo(byte x, byte y, byte left, byte top, byte side)
    {
        var part = new Rect(x, y, 400, 300);
        var fit = new Letterbox(part, new Size(640, 512));
        var box = new Rect(left, top % 200, (side % 90) + 4, (side % 70) + 4);
        double scale = fit.Fitted.Width / 400.0;
        Rect back = fit.ToPhoto(
            new Rect2f((float)(box.X * scale), (float)(box.Y * scale), (float)(box.Width * scale), (float)(box.Height * scale)));
        return back == box + part.Location;
    }

    [Fact]
    public void Frame_shows_the_region_alone()
    {
        using var photo = new Mat(100, 200, MatType.CV_8UC3, Scalar.Black);
        photo[new Rect(50, 20, 60, 30)].SetTo(Scalar.White);
        using Mat frame = new Letterbox(new Rect(50, 20, 60, 30), new Size(128, 64)).Apply(photo);
        Assert.Equal(128 * 64, Cv2.CountNonZero(frame.ExtractChannel(0)));
    }

    [Theory]
    [InlineData(1283, 727)]
    [InlineData(2000, 1333)]
    [InlineData(401, 3001)]
    public void Copy_of_a_photo_shows_the_mean_of_the_pixels_of_each_area(int width, int height)
    {
        using var photo = new Mat(height, width, MatType.CV_8UC3);
        for (int y = 0; y < height; y++)
        {
            Cv2.Line(photo, 0, y, width - 1, y, new Scalar(y * 255 / height, 255 - (y * 255 / height), y % 2 * 255));
        }

        var fit = new Letterbox(new Size(width, height), 128);
        using Mat frame = fit.Apply(photo);
        using var expected = new Mat();
        Cv2.Resize(photo, expected, fit.Fitted, 0, 0, InterpolationFlags.Area);
        using Mat copy = frame[new Rect(new Point(0, 0), fit.Fitted)];
        Assert.InRange(Cv2.Norm(copy, expected, NormTypes.L1) / (3 * copy.Total()), 0, 2);
    }

    [Property]
    public bool Box_lies_in_the_photo_for_any_output_of_a_detector(float x, float y, float width, float height)
    {
        Rect box = new Letterbox(new Size(317, 211), 320).ToPhoto(new Rect2f(x, y, width, height));
        return box == default || (box.X >= 0 && box.Y >= 0 && box.Width > 0 && box.Height > 0 && box.Right <= 317 && box.Bottom <= 211);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5000, 1)]
    [InlineData(1, 900)]
    [InlineData(640, 640)]
    public void Photos_with_extreme_aspect_ratios_fit(int width, int height)
    {
        using var photo = new Mat(height, width, MatType.CV_8UC3, Scalar.White);
        var fit = new Letterbox(photo.Size(), 64);
        using Mat square = fit.Apply(photo);
        Assert.Equal(new Size(64, 64), square.Size());
        Assert.Equal(fit.Fitted.Width * fit.Fitted.Height, Cv2.CountNonZero(square.ExtractChannel(0)));
    }
}
