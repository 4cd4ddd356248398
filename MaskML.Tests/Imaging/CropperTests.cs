using FsCheck.Xunit;
using MaskML.Predict.Imaging;
using MaskML.Tests.Support;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Imaging;

public sealed class CropperTests
{
    private const int Side = 60;

    [Property]
    public bool Square_is_centred_on_the_face_and_as_long_as_its_longer_side_with_margins(
        short x, short y, byte width, byte height, byte margin)
    {
        var box = new Rect(x, y, width + 1, height + 1);
        double share = margin / 255.0;
        Rect square = Cropper.Square(box, share);
        double side = Math.Max(box.Width, box.Height) * (1 + (2 * share));
        return square.Width == square.Height
            && Math.Abs(square.Width - side) <= 0.5
            && Math.Abs(square.X + (side / 2) - (box.X + (box.Width / 2.0))) <= 0.51
            && Math.Abs(square.Y + (side / 2) - (box.Y + (box.Height / 2.0))) <= 0.51;
    }

    [Property(MaxTest = 200)]
    public bool Crop_has_the_size_of_the_model(short x, short y, byte width, byte height, byte size)
    {
        var box = new Rect(x % Side, y % Side, width + 1, height + 1);
        if ((box & new Rect(0, 0, Side, Side)).Width == 0 || (box & new Rect(0, 0, Side, Side)).Height == 0)
        {
            return true;
        }

        using Mat photo = TinyModel.Noise(120, 1, Side);
        using Mat crop = new Cropper(size + 1, 0.15).Face(photo, box);
        return crop.Size() == new Size(size + 1, size + 1) && crop.Type() == MatType.CV_8UC3;
    }

    [Property(MaxTest = 200)]
    public bool Crop_inside_the_photo_is_the_resized_square(byte x, byte y, byte width, byte height)
    {
        using Mat photo = TinyModel.Noise(120, 2, Side);
        var box = new Rect(x % Side, y % Side, (width % 30) + 2, (height % 30) + 2);
        Rect square = Cropper.Square(box, 0.1);
        if ((square & new Rect(0, 0, Side, Side)) != square)
        {
            return true;
        }

        using Mat crop = new Cropper(square.Width, 0.1).Face(photo, box);
        using var expected = new Mat(photo, square);
        return Cv2.Norm(crop, expected, NormTypes.INF) == 0;
    }

    [Property(MaxTest = 200)]
    public bool Crop_beyond_the_photo_repeats_its_edge(short x, short y, byte width, byte height)
    {
        using Mat photo = TinyModel.Noise(120, 3, Side);
        var box = new Rect(x % Side, y % Side, (width % 50) + 1, (height % 50) + 1);
        Rect square = Cropper.Square(box, 0.2);
        Rect shared = square & new Rect(0, 0, Side, Side);
        if (shared.Width <= 0 || shared.Height <= 0)
        {
            return true;
        }

        // The crop has the square's own size, so that nothing is resized; each pixel is the nearest one of the photo.
        using Mat crop = new Cropper(square.Width, 0.2).Face(photo, box);
        for (int row = 0; row < square.Height; row++)
        {
            for (int column = 0; column < square.Width; column++)
            {
                int fromY = Math.Clamp(square.Y + row, 0, Side - 1);
                int fromX = Math.Clamp(square.X + column, 0, Side - 1);
                if (crop.At<Vec3b>(row, column) != photo.At<Vec3b>(fromY, fromX))
                {
                    return false;
                }
            }
        }

        return true;
    }

    [Fact]
    public void Halving_averages_four_pixels()
    {
        using Mat photo = TinyModel.Noise(120, 4, 32);
        using Mat crop = new Cropper(16, 0).Whole(photo);
        for (int at = 0; at < 16; at++)
        {
            int sum = photo.At<Vec3b>(2 * at, 2 * at).Item0 + photo.At<Vec3b>(2 * at, (2 * at) + 1).Item0
                + photo.At<Vec3b>((2 * at) + 1, 2 * at).Item0 + photo.At<Vec3b>((2 * at) + 1, (2 * at) + 1).Item0;
            Assert.InRange(crop.At<Vec3b>(at, at).Item0, (sum / 4.0) - 0.6, (sum / 4.0) + 0.6);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(7, 300)]
    [InlineData(500, 20)]
    public void Whole_image_of_any_shape_is_stretched_to_the_square(int width, int height)
    {
        using var photo = new Mat(height, width, MatType.CV_8UC3, new Scalar(10, 20, 30));
        using Mat crop = new Cropper(24, 0.3).Whole(photo);
        Assert.Equal(new Size(24, 24), crop.Size());
        Assert.Equal(new Vec3b(10, 20, 30), crop.At<Vec3b>(23, 0));
    }

    [Fact]
    public void Box_outside_the_photo_is_refused()
    {
        using Mat photo = TinyModel.Noise(120, 5, 20);
        var error = Assert.Throws<ArgumentException>(() => new Cropper(8, 0).Face(photo, new Rect(50, 50, 5, 5)));
        Assert.Contains("outside", error.Message, StringComparison.Ordinal);
    }
}
