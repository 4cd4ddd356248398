using FsCheck.Xunit;
using MaskML.Video.Tracking;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Tracking;

public sealed class FaceMatcherTests
{
    [Property]
    public bool Likeness_is_symmetric_and_between_minus_one_and_one(int seed)
    {
        var random = new Random(seed);
        Rect a = Box(random);
        Rect b = Box(random);
        double likeness = FaceMatcher.Likeness(Wide(a), b);
        return likeness is > -1 and <= 1
            && Math.Abs(likeness - FaceMatcher.Likeness(Wide(b), a)) < 1e-9
            && Math.Abs(FaceMatcher.Likeness(Wide(a), a) - 1) < 1e-9;
    }

    [Property]
    public bool Matching_is_one_to_one_and_maximal(int seed)
    {
        const double Least = 0.1;
        var random = new Random(seed);
        Rect2d[] tracks = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Wide(Box(random)))];
        Rect[] faces = [.. Enumerable.Range(0, random.Next(6)).Select(_ => Box(random))];
        int[] matched = FaceMatcher.Match(tracks, faces, Least);
        int[] taken = [.. matched.Where(track => track >= 0)];
        bool pairLeft = Enumerable.Range(0, faces.Length).Any(face => matched[face] < 0
            && Enumerable.Range(0, tracks.Length).Any(
                track => !taken.Contains(track) && FaceMatcher.Likeness(tracks[track], faces[face]) >= Least));
        return taken.Distinct().Count() == taken.Length && !pairLeft
            && Enumerable.Range(0, faces.Length).All(
                face => matched[face] < 0 || FaceMatcher.Likeness(tracks[matched[face]], faces[face]) >= Least);
    }

    [Fact]
    public void Nearer_face_belongs_to_the_track() =>
        Assert.Equal([-1, 0], FaceMatcher.Match([new Rect2d(10, 10, 20, 20)], [new Rect(18, 10, 20, 20), new Rect(12, 10, 20, 20)], 0));

    private static Rect Box(Random random) => new(random.Next(-50, 100), random.Next(-50, 100), random.Next(1, 90), random.Next(1, 90));

    private static Rect2d Wide(Rect box) => new(box.X, box.Y, box.Width, box.Height);
}
