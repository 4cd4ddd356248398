using FsCheck.Xunit;
using MaskML.Tests.Support;
using MaskML.Train.Features;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Features;

public sealed class ViewTests
{
    private const int Size = 64;

    [Fact]
    public void Plain_view_is_a_copy()
    {
        using Mat crop = Patch.Draw(0, 1);
        using Mat view = View.Plain.Render(crop);
        Assert.Equal(0, Difference(crop, view));
        Assert.NotEqual(crop.Data, view.Data);
    }

    [Theory]
    [InlineData(64)]
    [InlineData(33)]
    public void Flipped_view_is_the_mirror_image(int size)
    {
        using Mat crop = Patch.Draw(2, 1, size);
        using Mat view = (View.Plain with { Flip = true }).Render(crop);
        using var mirrored = new Mat();
        Cv2.Flip(crop, mirrored, FlipMode.Y);
        Assert.Equal(0, Difference(mirrored, view));
    }

    [Fact]
    public void Two_half_turns_give_the_original()
    {
        using Mat crop = Patch.Draw(1, 2);
        using Mat half = (View.Plain with { Degrees = 180 }).Render(crop);
        using var turned = new Mat();
        Cv2.Rotate(crop, turned, RotateFlags.Rotate180);
        Assert.InRange(Difference(turned, half), 0, 1);
    }

    [Fact]
    public void Quarter_turn_is_counter_clockwise()
    {
        using Mat crop = Patch.Draw(1, 2);
        using Mat view = (View.Plain with { Degrees = 90 }).Render(crop);
        using var turned = new Mat();
        Cv2.Rotate(crop, turned, RotateFlags.Rotate90Counterclockwise);
        Assert.InRange(Difference(turned, view), 0, 1);
    }

    [Theory]
    [InlineData(1, 0, 0, 0, 40, 20)]
    [InlineData(2, 0, 0, 0, 48.5, 8.5)] // 8.5 right of the middle and 11.5 above it, twice as far.
    [InlineData(1, 0.25, 0, 0, 34.25, 20)] // Above the middle shear goes left: 11.5 · 2 · 0.25.
    [InlineData(1, 0, 0.125, -0.125, 48, 12)]
    public void Landmark_moves_as_the_view_defines(float zoom, float shear, float shiftX, float shiftY, double x, double y)
    {
        using var crop = new Mat(Size, Size, MatType.CV_8UC3, Scalar.Black);
        Cv2.Rectangle(crop, new Rect(39, 19, 3, 3), Scalar.White, -1);
        using Mat view = (View.Plain with { Zoom = zoom, Shear = shear, ShiftX = shiftX, ShiftY = shiftY }).Render(crop);
        using var grey = new Mat();
        Cv2.CvtColor(view, grey, ColorConversionCodes.BGR2GRAY);
        Moments moments = Cv2.Moments(grey);
        Assert.Equal(x, moments.M10 / moments.M00, 0.1);
        Assert.Equal(y, moments.M01 / moments.M00, 0.1);
    }

    [Fact]
    public void Light_scales_and_shifts_within_0_and_255()
    {
        using var crop = new Mat(Size, Size, MatType.CV_8UC3, new Scalar(0, 100, 250));
        using Mat view = (View.Plain with { Gain = 1.2f, Offset = 10 }).Render(crop);
        Assert.Equal(new Vec3b(10, 130, 255), view.At<Vec3b>(Size / 2, Size / 2));
    }

    [Property(MaxTest = 60)]
    public bool Rendered_view_equals_its_definition(int seed)
    {
        View view = new ViewPlan(
            new ViewsOptions { Rotation = 40, Shear = 0.5, Zoom = 0.5, Shift = 0.2 }, seed)[Image(seed), 1 + (seed & 1)];
        using Mat crop = Patch.Draw(0, seed);
        using Mat drawn = view.Render(crop);
        return Difference(Naive(view, crop), drawn) <= 6; // OpenCV samples at 32nds of a pixel.
    }

    [Fact]
    public void Key_depends_on_every_value_of_a_view()
    {
        View[] views =
        [
            View.Plain,
            View.Plain with { Flip = true },
            View.Plain with { Zoom = 1.1f },
            View.Plain with { Shear = 0.1f },
            View.Plain with { Degrees = 1 },
            View.Plain with { ShiftX = 0.1f },
            View.Plain with { ShiftY = 0.1f },
            View.Plain with { Gain = 1.1f },
            View.Plain with { Offset = 1 },
        ];
        var keys = views.SelectMany(v => new[] { v.Key(Image(1), Image(2)), v.Key(Image(2), Image(2)), v.Key(Image(1), Image(3)) });
        Assert.Equal(3 * views.Length, keys.Select(Convert.ToHexString).Distinct().Count());
        Assert.Equal(View.Plain.Key(Image(1), Image(2)), View.Plain.Key(Image(1), Image(2)));
    }

    internal static byte[] Image(int i) => System.Security.Cryptography.SHA256.HashData(BitConverter.GetBytes(i));

    /// <summary>Largest difference of any value.</summary>
    private static double Difference(Mat one, Mat other)
    {
        using var difference = new Mat();
        Cv2.Absdiff(one, other, difference);
        using Mat values = difference.Reshape(1);
        Cv2.MinMaxLoc(values, out _, out double most);
        return most;
    }

    /// <summary>The definition, step by step backwards for each pixel, with no matrix.</summary>
    private static Mat Naive(View view, Mat crop)
    {
        int size = crop.Width;
        double middle = (size - 1) / 2.0;
        (double sin, double cos) = Math.SinCos(view.Degrees * Math.PI / 180);
        var drawn = new Mat(size, size, MatType.CV_8UC3);
        for (int v = 0; v < size; v++)
        {
            for (int u = 0; u < size; u++)
            {
                (double x, double y) = ((u - middle - (view.ShiftX * size)) / view.Zoom, (v - middle - (view.ShiftY * size)) / view.Zoom);
                (x, y) = ((cos * x) - (sin * y), (sin * x) + (cos * y)); // Turned back, clockwise, where y goes down.
                x -= 2 * view.Shear * y;
                x = view.Flip ? -x : x;
                drawn.Set(v, u, Sample(crop, x + middle, y + middle, view));
            }
        }

        return drawn;
    }

    private static Vec3b Sample(Mat crop, double x, double y, View view)
    {
        (int left, int top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var sum = new double[3];
        for (int i = 0; i < 4; i++)
        {
            (int dx, int dy) = (i % 2, i / 2);
            double weight = (dx == 1 ? x - left : 1 - x + left) * (dy == 1 ? y - top : 1 - y + top);
            Vec3b pixel = crop.At<Vec3b>(Mirror(top + dy, crop.Rows), Mirror(left + dx, crop.Cols));
            (sum[0], sum[1], sum[2]) = (sum[0] + (weight * pixel.Item0), sum[1] + (weight * pixel.Item1), sum[2] + (weight * pixel.Item2));
        }

        return new Vec3b(Light(sum[0]), Light(sum[1]), Light(sum[2]));

        byte Light(double value) => (byte)Math.Clamp(Math.Round((value * view.Gain) + view.Offset), 0, 255);
    }

    /// <summary>…cb|abcd|cba…</summary>
    private static int Mirror(int at, int length)
    {
        int period = 2 * (length - 1);
        int inside = ((at % period) + period) % period;
        return inside < length ? inside : period - inside;
    }
}
