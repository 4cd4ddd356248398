using FsCheck.Xunit;
using MaskML.Predict.Faces;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class BoxesTests
{
    [Property]
    public bool Clamped_box_is_the_intersection_of_box_and_picture(short x, short y, byte width, byte height, byte across, byte down)
    {
        var box = new Rect(x, y, width, height);
        var picture = new Size(across + 1, down + 1);
        Rect naive = box & new Rect(0, 0, picture.Width, picture.Height);
        Rect clamped = Boxes.Clamp(box, picture);
        return clamped.Width == 0 ? naive.Width * naive.Height == 0 : clamped == naive;
    }

    [Property]
    public bool Clamping_is_idempotent(int x, int y, int width, int height, byte across, byte down)
    {
        var picture = new Size(across + 1, down + 1);
        Rect once = Boxes.Clamp(new Rect(x, y, width, height), picture);
        return Boxes.Clamp(once, picture) == once
            && once.X >= 0 && once.Y >= 0 && once.Right <= picture.Width && once.Bottom <= picture.Height;
    }

    [Property]
    public bool Overlap_equals_the_count_of_pixels(sbyte x, sbyte y, byte width, byte height)
    {
        var a = new Rect(3, -2, 17, 11);
        var b = new Rect(x % 20, y % 20, (width % 30) + 1, (height % 30) + 1);
        int shared = 0;
        for (int row = b.Top; row < b.Bottom; row++)
        {
            for (int column = b.Left; column < b.Right; column++)
            {
                shared += a.Contains(column, row) ? 1 : 0;
            }
        }

        double expected = (double)shared / ((a.Width * a.Height) + (b.Width * b.Height) - shared);
        return Math.Abs(Boxes.IoU(a, b) - expected) < 1e-12 && Boxes.IoU(a, b) == Boxes.IoU(b, a);
    }

    [Property]
    public bool Overlap_is_between_zero_and_one(int x, int y, ushort width, ushort height)
    {
        var a = new Rect(x, y, width + 1, height + 1);
        var b = new Rect(y, x, height + 1, width + 1);
        double overlap = Boxes.IoU(a, b);
        return overlap is >= 0 and <= 1 && Boxes.IoU(a, a) == 1;
    }

    [Fact]
    public void Empty_box_has_no_overlap() => Assert.Equal(0, Boxes.IoU(default, new Rect(0, 0, 5, 5)));
}
