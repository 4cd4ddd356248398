using FsCheck.Xunit;
using MaskML.Predict.Annotation;
using MaskML.Predict.Faces;
using MaskML.Predict.Photos;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Annotation;

public sealed class AnnotatorTests
{
    private static readonly Vec3b Grey = new(128, 128, 128);

    [Fact]
    public void Box_is_green_for_masks_and_red_for_bare_faces_with_white_text_above_it()
    {
        using Mat photo = Photo(400, 300);
        Draw(photo, Face(60, 120, "with_mask"), Face(240, 120, "without_mask"));
        Vec3b green = photo.At<Vec3b>(120, 60);
        Vec3b red = photo.At<Vec3b>(120, 240);
        Assert.True(green.Item1 > 2 * green.Item0 && green.Item1 > 2 * green.Item2, $"green: {green}");
        Assert.True(red.Item2 > 4 * red.Item0 && red.Item2 > 4 * red.Item1, $"red: {red}");
        Assert.Equal(green, photo.At<Vec3b>(118, 61));
        Assert.True(White(photo[new Rect(60, 100, 60, 20)]) > 20, "white text above the box");
        Assert.Equal(Grey, photo.At<Vec3b>(150, 90));
    }

    [Fact]
    public void Uncertain_face_has_a_dashed_box()
    {
        using Mat certain = Photo(400, 300);
        using Mat uncertain = Photo(400, 300);
        Draw(certain, Face(100, 120, "with_mask"));
        Draw(uncertain, Face(100, 120, "with_mask") with { Uncertain = true });
        Vec3b green = certain.At<Vec3b>(140, 100);
        var left = new Rect(100, 121, 1, 58);
        Assert.Equal(58, Count(certain[left], green));
        Assert.InRange(Count(uncertain[left], green), 15, 45);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 240)]
    [InlineData(340, 0)]
    [InlineData(340, 240)]
    public void Label_bar_stays_in_the_photo_at_its_edges(int x, int y)
    {
        using Mat photo = Photo(400, 300);
        Draw(photo, Face(x, y, "without_mask"));
        Assert.True(White(photo) > 40, "the whole text is there");
    }

    [Property]
    public bool Label_bar_lies_in_the_picture_for_any_face(
        ushort width, ushort height, ushort x, ushort y, byte side, byte barWidth, byte barHeight)
    {
        var picture = new Size((width % 900) + 1, (height % 900) + 1);
        Rect face = Boxes.Clamp(new Rect(x % picture.Width, y % picture.Height, side + 1, side + 1), picture);
        var bar = new Size(Math.Min(barWidth + 1, picture.Width), Math.Min(barHeight + 1, picture.Height));
        var placer = new BarPlacer(picture, [face]);
        Rect? free = placer.TryPlace(face, bar);
        Rect forced = placer.Place(face, bar);
        return (free is null || Boxes.Clamp(free.Value, picture) == free.Value) && Boxes.Clamp(forced, picture) == forced;
    }

    [Fact]
    public void Label_bars_do_not_cover_faces_or_each_other()
    {
        Rect[] faces = [new(50, 50, 40, 40), new(95, 50, 40, 40), new(50, 95, 40, 40), new(95, 95, 40, 40), new(140, 60, 40, 40)];
        var placer = new BarPlacer(new Size(300, 200), faces);
        Rect[] bars = [.. faces.Select(face => placer.TryPlace(face, new Size(60, 12))).OfType<Rect>()];
        Assert.NotEmpty(bars);
        Assert.All(bars, bar => Assert.All(faces, face => Assert.Equal(0, Boxes.IoU(face, bar))));
        Assert.All(bars, bar => Assert.Equal(1, bars.Count(other => Boxes.IoU(other, bar) > 0)));
    }

    [Property]
    public void Numbers_of_tracks_cover_neither_bars_nor_each_other_even_in_a_crowd(int seed)
    {
        var random = new Random(seed);
        var picture = new Size(640, 360);
        Rect[] faces =
        [
            .. Enumerable.Range(0, 60).Select(
                _ => Boxes.Clamp(new Rect(random.Next(620), random.Next(340), random.Next(12, 90), 60), picture)),
        ];
        var placer = new BarPlacer(picture, faces);
        Rect[] places = [.. faces.Select(face => placer.TryPlace(face, new Size(50, 20))).OfType<Rect>()];
        places = [.. places, .. faces.Select(face => placer.PlaceMark(face, new Size(26, 18)))];
        Assert.All(places, place => Assert.Equal(Boxes.Clamp(place, picture), place));
        Assert.All(places, place => Assert.Equal(1, places.Count(other => Boxes.IoU(other, place) > 0)));
    }

    [Fact]
    public void Number_of_a_track_is_beside_its_face_in_white_with_a_dark_outline()
    {
        using Mat photo = Photo(400, 300);
        new Annotator(["with_mask", "without_mask"]).Draw(photo, [Face(100, 120, "with_mask")], [7]);
        var beside = new Rect(160, 150, 30, 30);
        Assert.True(White(photo[beside]) > 5, "white");
        Assert.True(Count(photo[beside], Scalar.All(0), Scalar.All(60)) > 10, "dark");
    }

    [Fact]
    public void Label_bars_of_many_small_faces_show_the_percentage_alone()
    {
        LabelledFace[] few = [.. Enumerable.Range(0, 3).Select(i => Small(60 + (i * 110), 60))];
        LabelledFace[] crowd = [.. few, .. Enumerable.Range(0, 9).Select(i => Small(60 + (i % 3 * 110), 120 + (i / 3 * 60)))];
        using Mat wide = Photo(400, 300);
        using Mat narrow = Photo(400, 300);
        Draw(wide, few);
        Draw(narrow, crowd);
        var row = new Rect(0, 40, 400, 20);
        int coloured = (400 * 20) - Count(wide[row], Grey);
        Assert.InRange((400 * 20) - Count(narrow[row], Grey), coloured / 5, coloured * 3 / 4);

        static LabelledFace Small(int x, int y) => Face(x, y, "with_mask") with { Face = new Face(new Rect(x, y, 20, 20), 0.9f) };
    }

    [Theory]
    [InlineData(200, 150)]
    [InlineData(800, 600)]
    [InlineData(8000, 6000)]
    public void Text_grows_with_the_photo_and_stays_readable(int width, int height)
    {
        var scale = new AnnotationScale(new Size(width, height));
        Assert.InRange(scale.Font.Height, 8, height / 15);
        Assert.InRange(scale.Font.Width("No Mask? 100%"), width / 20, width / 2);
        Assert.InRange(scale.Line, 1, height / 100);
    }

    [Fact]
    public void Label_wider_than_the_photo_is_written_smaller()
    {
        var picture = new Size(60, 60);
        TextFont font = new AnnotationScale(picture).Fitting("a label of many words 100%");
        Assert.InRange(font.Bar("a label of many words 100%").Width, 1, 60);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 500)]
    [InlineData(500, 2)]
    [InlineData(30, 30)]
    public void Photo_too_small_for_text_is_drawn_without_an_error(int width, int height)
    {
        using Mat photo = Photo(width, height);
        var whole = new LabelledFace(new Face(new Rect(0, 0, width, height), 1), "with_mask", 0.9f, true, [0.9f, 0.1f]);
        Draw(photo, whole);
        Assert.Equal(new Size(width, height), photo.Size());
    }

    [Theory]
    [InlineData(200, 150)]
    [InlineData(640, 480)]
    public void Legend_is_at_the_bottom(int width, int height)
    {
        using Mat photo = Photo(width, height);
        Draw(photo, Face(10, 30, "with_mask"), Face(100, 30, "without_mask"));
        var bottom = new Rect(0, height - 14, width, 14);
        Assert.True(White(photo[bottom]) > 10, "text in the legend");
        Assert.True(Count(photo[bottom], Grey) < width * 14, "the strip is shaded");
    }

    [Fact]
    public void Other_labels_show_their_name_and_keep_their_own_colour()
    {
        IReadOnlyDictionary<string, LabelStyle> styles = LabelStyle.ForLabels(["a", "mask_weared_incorrect", "with_mask", "without_mask"]);
        Assert.Equal("mask weared incorrect", styles["mask_weared_incorrect"].Text);
        Assert.Equal(4, styles.Values.Select(style => style.Color).Distinct().Count());
        Assert.Equal(styles["mask_weared_incorrect"], LabelStyle.ForLabels(["mask_weared_incorrect"])["mask_weared_incorrect"]);
    }

    [Fact]
    public void Colours_repeat_when_there_are_more_labels()
    {
        IReadOnlyDictionary<string, LabelStyle> styles = LabelStyle.ForLabels(Enumerable.Range(0, 40).Select(i => "label" + i));
        Assert.Equal(40, styles.Count);
    }

    private static Mat Photo(int width, int height) => new(height, width, MatType.CV_8UC3, new Scalar(128, 128, 128));

    private static LabelledFace Face(int x, int y, string label) =>
        new(new Face(new Rect(x, y, 60, 60), 0.9f), label, 0.98f, false, [0.98f, 0.02f]);

    private static void Draw(Mat photo, params LabelledFace[] faces) => new Annotator(["with_mask", "without_mask"]).Draw(photo, faces);

    private static int Count(Mat picture, Vec3b color) =>
        Count(picture, new Scalar(color.Item0, color.Item1, color.Item2), new Scalar(color.Item0, color.Item1, color.Item2));

    // Thin strokes are smoothed: few of their pixels are all white.
    private static int White(Mat picture) => Count(picture, Scalar.All(190), Scalar.All(255));

    private static int Count(Mat picture, Scalar from, Scalar to)
    {
        using var hits = new Mat();
        Cv2.InRange(picture, from, to, hits);
        return Cv2.CountNonZero(hits);
    }
}
