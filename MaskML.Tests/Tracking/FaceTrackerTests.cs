using FsCheck.Xunit;
using MaskML.Predict.Photos;
using MaskML.Video.Tracking;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Tracking;

public sealed class FaceTrackerTests
{
    [Property]
    public bool Face_of_constant_velocity_keeps_its_number(sbyte velocityX, sbyte velocityY, byte size)
    {
        // Moves up to half a face per frame.
        int side = 20 + size;
        double stepX = velocityX / 256.0 * side;
        double stepY = velocityY / 256.0 * side;
        FaceTracker tracker = Walker.Tracker();
        int?[] numbers = [.. Enumerable.Range(0, 40).Select(i => Assert.Single(
            tracker.Next([Walker.Face(20000 + (i * stepX), 20000 + (i * stepY), side)], i * Walker.FrameSeconds).Faces).Track)];
        return numbers.Skip(2).All(number => number == 1);
    }

    [Property]
    public bool Order_of_the_faces_makes_no_difference(int seed)
    {
        var random = new Random(seed);
        FaceTracker one = Walker.Tracker();
        FaceTracker other = Walker.Tracker();
        List<LabelledFace> faces = [.. Enumerable.Range(0, 6).Select(
            _ => Walker.Face(random.Next(400), random.Next(400), random.Next(20, 80), random.NextSingle()))];
        for (int i = 0; i < 12; i++)
        {
            LabelledFace[] frame = [.. faces.Where(_ => random.Next(8) > 0).Select(face => Moved(face, random))];
            LabelledFace[] shuffled = [.. frame];
            random.Shuffle(shuffled);
            TrackedFrame a = one.Next(frame, i * Walker.FrameSeconds);
            TrackedFrame b = other.Next(shuffled, i * Walker.FrameSeconds);
            if (!Sorted(a).SequenceEqual(Sorted(b)) || !a.Ended.Order().SequenceEqual(b.Ended.Order()))
            {
                return false;
            }
        }

        return true;
    }

    [Theory]
    [InlineData(4)]
    [InlineData(10)]
    [InlineData(25)]
    public void Two_faces_that_cross_keep_their_numbers(double step)
    {
        // They pass each other a quarter of a face apart: one walks to the right, one to the left.
        FaceTracker tracker = Walker.Tracker();
        int frames = (int)(400 / step);
        TrackedFrame first = new([], []);
        TrackedFrame last = new([], []);
        for (int i = 0; i <= frames; i++)
        {
            last = tracker.Next([Walker.Face(100 + (i * step), 100), Walker.Face(500 - (i * step), 115)], i * Walker.FrameSeconds);
            first = i == 2 ? last : first;
        }

        Assert.Equal([1, 2], first.Faces.Select(face => face.Track!.Value));
        Assert.Equal([1, 2], last.Faces.Select(face => face.Track!.Value));
    }

    [Fact]
    public void Face_that_is_hidden_for_some_frames_keeps_its_number()
    {
        FaceTracker tracker = Walker.Tracker();
        int? seen = null;
        for (int i = 0; i < 40; i++)
        {
            bool hidden = i is >= 20 and < 26;
            TrackedFrame frame = tracker.Next(hidden ? [] : [Walker.Face(100 + (i * 8), 100)], i * Walker.FrameSeconds);
            seen = hidden ? seen : frame.Faces[0].Track;
        }

        Assert.Equal(1, seen);
    }

    [Fact]
    public void Face_that_is_missing_for_longer_ends_its_track_and_returns_as_a_new_one()
    {
        var options = new TrackingOptions { Keep = 5, Recall = 0.3 };
        FaceTracker tracker = Walker.Tracker(options);
        var ended = new List<int>();
        int? last = null;
        for (int i = 0; i < 40; i++)
        {
            TrackedFrame frame = tracker.Next(i is >= 10 and < 20 ? [] : [Walker.Face(100, 100)], i * Walker.FrameSeconds);
            ended.AddRange(frame.Ended);
            last = frame.Faces.Count > 0 ? frame.Faces[0].Track : last;
        }

        Assert.Equal([1], ended);
        Assert.Equal(2, last);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(-240)]
    public void Person_who_is_hidden_for_seconds_keeps_the_number(double pixelsASecond)
    {
        // Hidden for two seconds, which is longer than the face is followed; half of it can be seen at first.
        (int? before, int? after) = BeforeAndAfter(
            50, (i, half) => Walker.Face(600 + (i * Walker.FrameSeconds * pixelsASecond), 300, half ? 40 : 60));
        Assert.Equal((1, 1), (before, after));
    }

    [Theory]
    [InlineData(0, 100, 60)]
    [InlineData(240, 600, 60)]
    [InlineData(0, 600, 150)]
    public void Someone_who_appears_where_the_hidden_one_cannot_be_is_a_new_person(double pixelsASecond, double x, int side)
    {
        (int? before, int? after) = BeforeAndAfter(
            50, (i, _) => i < 60 ? Walker.Face(600 + (i * Walker.FrameSeconds * pixelsASecond), 300) : Walker.Face(x, 300, side));
        Assert.Equal((1, 2), (before, after));
    }

    [Fact]
    public void Person_who_is_hidden_for_longer_than_anyone_waits_is_a_new_person()
    {
        (int? before, int? after) = BeforeAndAfter(100, (_, _) => Walker.Face(100, 100));
        Assert.Equal((1, 2), (before, after));
    }

    [Fact]
    public void Track_ends_when_its_face_is_not_waited_for_any_more()
    {
        FaceTracker tracker = Walker.Tracker();
        double end = Enumerable.Range(0, 200).Select(i => i * Walker.FrameSeconds)
            .First(time => tracker.Next(time < 1 ? [Walker.Face(100, 100)] : [], time).Ended.Count > 0);
        Assert.InRange(end - 1, 3, 3.1);
    }

    [Fact]
    public void Face_of_a_single_frame_never_becomes_a_track()
    {
        FaceTracker tracker = Walker.Tracker();
        Assert.Null(tracker.Next([Walker.Face(10, 10)], 0).Faces[0].Track);
        Assert.All(Enumerable.Range(1, 30), i => Assert.Empty(tracker.Next([], i * Walker.FrameSeconds).Ended));
        Assert.Empty(tracker.Clear());
    }

    [Fact]
    public void Unconfirmed_face_has_the_label_of_its_frame()
    {
        FaceTracker tracker = Walker.Tracker();
        TrackedFace face = tracker.Next([Walker.Face(10, 10, 60, 0.1f)], 0).Faces[0];
        Assert.Equal(("without_mask", null), (face.Face.Label, face.Track));
        Assert.Equal(0.9f, face.Face.Confidence, 3);
    }

    [Fact]
    public void Clear_ends_all_tracks_and_numbers_continue()
    {
        FaceTracker tracker = Walker.Tracker(new TrackingOptions { Confirm = 1 });
        tracker.Next([Walker.Face(10, 10), Walker.Face(200, 10)], 0);
        Assert.Equal([1, 2], tracker.Clear());
        Assert.Equal(3, tracker.Next([Walker.Face(10, 10)], 1).Faces[0].Track);
    }

    // Numbers of a face before and after it is hidden from the 60th frame on, for so many frames; the frame after sees half of it.
    private static (int? Before, int? After) BeforeAndAfter(int hidden, Func<int, bool, LabelledFace> face)
    {
        FaceTracker tracker = Walker.Tracker();
        int?[] numbers =
        [
            .. Enumerable.Range(0, 70 + hidden)
                .Select(i => (i, Faces: i >= 60 && i < 60 + hidden ? (LabelledFace[])[] : [face(i, i == 60 + hidden)]))
                .Select(frame => tracker.Next(frame.Faces, frame.i * Walker.FrameSeconds).Faces is [var one] ? one.Track : null),
        ];
        return (numbers[59], numbers[^1]);
    }

    private static LabelledFace Moved(LabelledFace face, Random random)
    {
        Rect box = face.Face.Box;
        var moved = new Rect(box.X + random.Next(-6, 7), box.Y + random.Next(-6, 7), box.Width, box.Height);
        return face with { Face = face.Face with { Box = moved } };
    }

    private static IEnumerable<(int?, Rect, string, float)> Sorted(TrackedFrame frame) => frame.Faces
        .Select(face => (face.Track, face.Face.Face.Box, face.Face.Label, face.Face.Confidence))
        .OrderBy(face => (face.Box.X, face.Box.Y, face.Box.Width, face.Confidence));
}
