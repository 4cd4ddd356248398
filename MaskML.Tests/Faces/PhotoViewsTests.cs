using FsCheck.Xunit;
using MaskML.Predict.Faces;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class PhotoViewsTests
{
    private const int Step = 64;

    [Property]
    public bool Tiles_cover_the_photo_and_stay_in_it(ushort width, ushort height, ushort longest)
    {
        var photo = new Size((width % 3000) + 1, (height % 3000) + 1);
        int limit = (longest % 800) + 100;
        Rect[] tiles = [.. PhotoViews.Tiles(photo, limit)];
        return tiles.All(tile => Boxes.Clamp(tile, photo) == tile && tile.Width <= limit && tile.Height <= limit)
            && Covers(tiles.Select(t => (t.Left, t.Right)), photo.Width) && Covers(tiles.Select(t => (t.Top, t.Bottom)), photo.Height)
            && tiles.Length == tiles.Select(t => t.X).Distinct().Count() * tiles.Select(t => t.Y).Distinct().Count();
    }

    [Property]
    public bool Face_smaller_than_the_overlap_of_tiles_is_whole_in_one_of_them(ushort width, ushort height, ushort x, ushort y)
    {
        var photo = new Size((width % 3000) + 700, (height % 3000) + 700);
        var face = new Rect(x % (photo.Width - 100), y % (photo.Height - 100), 100, 100);
        return PhotoViews.Tiles(photo, 600).Any(tile => (tile & face) == face);
    }

    [Theory]
    [InlineData(1920, 1080)]
    [InlineData(1080, 1920)]
    [InlineData(1280, 720)]
    [InlineData(3000, 2000)]
    [InlineData(640, 480)]
    public void Frame_has_hardly_more_pixels_than_a_photo_of_a_usual_shape(int width, int height)
    {
        double scale = 640.0 / Math.Max(width, height);
        Size frame = PhotoViews.View(new Rect(0, 0, width, height), scale, 32).Frame;
        Assert.InRange(frame.Width * frame.Height / (scale * scale * width * height), 1, 1.07);
    }

    [Property]
    public bool Every_face_is_whole_in_a_view_at_a_size_that_the_network_sees(ushort width, ushort height, ushort x, ushort y, ushort size)
    {
        // The network sees faces between 20 and 600 pixels well; faces here are 20 pixels to half the photo.
        var photo = new Size((width % 5000) + 100, (height % 5000) + 100);
        int side = Math.Clamp(size % 2500, 20, Math.Min(photo.Width, photo.Height) / 2);
        var face = new Rect(x % (photo.Width - side + 1), y % (photo.Height - side + 1), side, side);
        return Plan(photo, true).Any(view =>
            (view.Part & face) == face && side * view.Fitted.Width / (double)view.Part.Width is >= 20 and <= 600);
    }

    [Property]
    public bool Frames_have_few_sizes_within_the_limit(ushort width, ushort height)
    {
        var photo = new Size((width % 6000) + 1, (height % 6000) + 1);
        return Plan(photo, true).All(view =>
            view.Frame.Width % Step == 0 && view.Frame.Height % Step == 0 && Math.Max(view.Frame.Width, view.Frame.Height) <= 960);
    }

    [Fact]
    public void Small_photo_has_a_small_copy_and_one_enlarged_view()
    {
        IReadOnlyList<FaceLevel> levels = Levels(new Size(240, 180), new YuNetOptions());
        Assert.Equal([0.55, 1.5], levels.Select(level => level.Scale));
        Assert.All(levels, level => Assert.Equal(new Rect(0, 0, 240, 180), Assert.Single(level.Views).Part));
    }

    [Fact]
    public void Large_photo_has_a_small_copy_a_whole_view_and_tiles_unless_they_are_off()
    {
        var photo = new Size(4000, 3000);
        IReadOnlyList<FaceLevel> levels = Levels(photo, new YuNetOptions());
        Assert.Equal([256 / 4000.0, 960 / 4000.0, 0.375, 0.75, 1.5], levels.Select(level => level.Scale));
        Assert.Equal([1, 1], levels.Take(2).Select(level => level.Views.Count));
        Assert.True(levels[^2].Views.Count > 10);

        // The finest level has 27 megapixels: it is searched around small candidates only.
        Assert.Equal([true, true, true, true, false], levels.Select(level => level.IsEverywhere));
        Assert.Equal(2, Levels(photo, new YuNetOptions { Tiles = false }).Count);
    }

    [Property]
    public bool Narrow_photos_take_little_more_than_their_own_pixels(ushort length, byte width)
    {
        var photo = new Size((length % 60_000) + 2000, (width % 20) + 1);
        double pixels = Plan(photo, true).Sum(view => (double)view.Frame.Width * view.Frame.Height);
        return pixels <= photo.Width * 1.5 * 320 * 2.5;
    }

    [Fact]
    public void Face_counts_as_cut_only_at_edges_inside_the_photo()
    {
        var photo = new Size(1000, 1000);
        var view = new Letterbox(new Rect(0, 200, 400, 400), new Size(640, 640));
        Assert.False(PhotoViews.IsCut(view, photo, new Rect(0, 300, 40, 40)));
        Assert.True(PhotoViews.IsCut(view, photo, new Rect(360, 300, 40, 40)));
        Assert.True(PhotoViews.IsCut(view, photo, new Rect(100, 200, 40, 40)));
        Assert.True(PhotoViews.IsCut(view, photo, new Rect(100, 560, 40, 40)));
        Assert.False(PhotoViews.IsCut(view, photo, new Rect(100, 300, 40, 40)));
    }

    private static IReadOnlyList<Letterbox> Plan(Size photo, bool tiles) =>
        [.. Levels(photo, new YuNetOptions { LongSide = 960, Magnify = 1.5, Tiles = tiles }).SelectMany(level => level.Views)];

    private static IReadOnlyList<FaceLevel> Levels(Size photo, YuNetOptions options) =>
        FaceLevel.Plan(
            photo, options, new FaceSearchProfile { FrameStep = Step, CopySide = 256, Limit = 85, Overlap = 0.4, FocusBelow = 24 });

    private static bool Covers(IEnumerable<(int From, int To)> spans, int length)
    {
        int reached = 0;
        foreach ((int from, int to) in spans.Distinct().Order())
        {
            if (from > reached)
            {
                return false;
            }

            reached = to;
        }

        return reached == length;
    }
}
