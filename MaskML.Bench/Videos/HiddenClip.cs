using MaskML.Predict.Faces;
using MaskML.Predict.Imaging;
using MaskML.Predict.Numbers;
using MaskML.Train.Data;

namespace MaskML.Bench.Videos;

/// <summary>A clip of known people, each of whom is hidden for a second and more.</summary>
internal sealed class HiddenClip : IDisposable
{
    private const int MinFace = 28;
    private const int Walkers = 18;
    private const double Hidden = 1.3;

    private readonly Mat background;
    private readonly List<(Mat Picture, Mat Mask, Func<double, Rect> Face)> walkers = [];
    private readonly Func<double, Rect[]> pillars;
    private readonly Rect[] still;

    private HiddenClip(Mat background, Rect[] still, int frames, Func<double, Rect[]> pillars)
    {
        (this.background, this.still, this.pillars) = (background, still, pillars);
        Frames = Enumerable.Range(0, frames);
    }

    /// <summary>Numbers of the frames.</summary>
    public IEnumerable<int> Frames { get; }

    /// <summary>How many people there are.</summary>
    public int People => still.Length + walkers.Count;

    /// <summary>Whether a photo shows a group whose faces are all large enough to be found.</summary>
    public static bool Suits(AnnotatedPhoto photo) => photo.Faces.Count is >= 5 and <= 25 && photo.Ignored.Count == 0
        && photo.Faces.All(face => Math.Min(face.Box.Width, face.Box.Height) >= MinFace);

    /// <summary>A group photo over which a bar passes, wide enough to hide each face for the time.</summary>
    public static HiddenClip Group(AnnotatedPhoto photo, string folder)
    {
        Mat picture = ImageDecoder.Read(photo.PathIn(folder));
        int bar = 2 * photo.Faces.Max(face => face.Box.Width);
        double speed = bar / (2 * Hidden);
        int frames = (int)((picture.Width + (2 * bar)) / speed * PannedClip.FramesPerSecond);
        return new HiddenClip(
            picture,
            [.. photo.Faces.Select(face => face.Box)],
            frames,
            at => [new Rect((int)(at * speed) - bar, 0, bar, picture.Height)]);
    }

    /// <summary>People who walk through the picture behind two pillars, at speeds of their own.</summary>
    public static HiddenClip Walk(IReadOnlyList<AnnotatedPhoto> photos, string folder, int seed)
    {
        var dice = new Pcg32((ulong)seed);
        Size size = PannedClip.Size;
        var clip = new HiddenClip(
            new Mat(size, MatType.CV_8UC3, new Scalar(120, 130, 125)),
            [],
            (int)(24 * PannedClip.FramesPerSecond),
            _ => [new Rect(size.Width / 4, 0, 150, size.Height), new Rect(size.Width * 5 / 8, 0, 190, size.Height)]);
        (AnnotatedPhoto Photo, Rect Box)[] faces =
        [
            .. photos.SelectMany(photo => photo.Faces.Select(face => (photo, face.Box))).Where(face => face.Box.Width is >= 60 and <= 160),
        ];
        while (clip.walkers.Count < Walkers)
        {
            (AnnotatedPhoto photo, Rect box) = faces[dice.Below(faces.Length)];
            Rect head = box;
            head.Inflate(box.Width / 2, box.Height / 2);
            using Mat picture = ImageDecoder.Read(photo.PathIn(folder));
            if (head.X < 0 || head.Y < 0 || head.Right > picture.Width || head.Bottom > picture.Height)
            {
                continue;
            }

            int side = 60 + dice.Below(30);
            var small = new Size(2 * side, 2 * side * box.Height / box.Width);
            var cut = new Mat();
            using (var view = new Mat(picture, head))
            {
                Cv2.Resize(view, cut, small, 0, 0, InterpolationFlags.Area);
            }

            var mask = new Mat(small, MatType.CV_8UC1, Scalar.Black);
            var middle = new Point(small.Width / 2, small.Height / 2);
            Cv2.Ellipse(mask, middle, new Size(small.Width * 2 / 5, small.Height / 2), 0, 0, 360, Scalar.White, Cv2.FILLED);
            double speed = (dice.Below(2) * 2 - 1) * (90 + dice.Below(110));
            double start = clip.walkers.Count * 0.6;
            int y = dice.Below(size.Height - small.Height);
            clip.walkers.Add((cut, mask, at =>
            {
                double x = speed > 0 ? -small.Width + (speed * (at - start)) : size.Width + (speed * (at - start));
                return new Rect((int)x + (small.Width / 4), y + (small.Height / 4) + (int)(4 * Math.Sin(9 * at)), side, small.Height / 2);
            }
            ));
        }

        return clip;
    }

    /// <summary>Draws a frame.</summary>
    public Mat Draw(int frame)
    {
        double at = frame / PannedClip.FramesPerSecond;
        Mat picture = background.Clone();
        var all = new Rect(default, picture.Size());
        foreach ((Mat head, Mat mask, Func<double, Rect> face) in walkers)
        {
            Rect box = face(at);
            var place = new Rect(box.X - (head.Width / 4), box.Y - (head.Height / 4), head.Width, head.Height);
            Rect inside = place & all;
            if (inside.Width > 0 && inside.Height > 0)
            {
                var part = new Rect(inside.X - place.X, inside.Y - place.Y, inside.Width, inside.Height);
                using var target = new Mat(picture, inside);
                using var from = new Mat(head, part);
                using var where = new Mat(mask, part);
                from.CopyTo(target, where);
            }
        }

        foreach (Rect pillar in pillars(at))
        {
            Cv2.Rectangle(picture, pillar & all, new Scalar(90, 90, 100), Cv2.FILLED);
        }

        using var noise = new Mat(picture.Size(), MatType.CV_8UC3);
        Cv2.SetTheRNG((ulong)frame + 1);
        Cv2.Randn(noise, Scalar.All(6), Scalar.All(5));
        Cv2.Add(picture, noise, picture);
        return picture;
    }

    /// <summary>Whose face this box is; null for nobody's.</summary>
    public int? Who(int frame, Rect box)
    {
        Rect[] faces = [.. still, .. walkers.Select(walker => walker.Face(frame / PannedClip.FramesPerSecond))];
        int best = Enumerable.Range(0, faces.Length).MaxBy(i => Boxes.IoU(faces[i], box));
        return Boxes.IoU(faces[best], box) > 0.3 ? best : null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        background.Dispose();
        walkers.ForEach(walker =>
        {
            walker.Picture.Dispose();
            walker.Mask.Dispose();
        });
    }
}
