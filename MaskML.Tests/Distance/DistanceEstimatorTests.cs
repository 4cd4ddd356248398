using System.Numerics;
using FsCheck.Xunit;
using MaskML.Video.Distance;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Distance;

public sealed class DistanceEstimatorTests
{
    private static readonly Size Picture = new(4000, 3000);
    private static readonly DistanceOptions Options = new() { Metres = 100 };

    [Property]
    public bool Positions_are_those_that_a_pinhole_camera_projects(int seed)
    {
        var random = new Random(seed);
        var estimator = new DistanceEstimator(Options);
        double focal = estimator.FocalLength(Picture);
        Vector3 place = Somewhere(random);
        Vector3 found = estimator.Place(Seen(place, focal), Picture);

        // Boxes have integer coordinates, which loses up to half a pixel on each side.
        float pixel = (float)(place.Z * place.Z / (focal * Options.FaceWidth));
        return Vector3.Distance(place, found) < 0.02f + (1.5f * pixel);
    }

    [Property]
    public bool Distance_is_symmetric(int seed)
    {
        var random = new Random(seed);
        Rect a = Box(random);
        Rect b = Box(random);
        var estimator = new DistanceEstimator(new DistanceOptions { Metres = double.MaxValue });
        PairDistance one = Assert.Single(estimator.ClosePairs([a, b], Picture));
        PairDistance other = Assert.Single(estimator.ClosePairs([b, a], Picture));
        return Math.Abs(one.Metres - other.Metres) < 1e-6 && Math.Abs(one.Error - other.Error) < 1e-6 && one.First == 0 && one.Second == 1;
    }

    [Property]
    public bool Distance_is_proportional_to_the_width_of_a_face(int seed)
    {
        var random = new Random(seed);
        Rect[] faces = [Box(random), Box(random)];
        double Metres(double width) => Assert.Single(
            new DistanceEstimator(new DistanceOptions { Metres = double.MaxValue, FaceWidth = width }).ClosePairs(faces, Picture)).Metres;
        return Math.Abs(Metres(0.3) - (2 * Metres(0.15))) < 1e-3 * Metres(0.3);
    }

    [Property]
    public bool Distance_does_not_depend_on_the_size_of_the_photo(int seed)
    {
        var random = new Random(seed);
        Rect[] faces = [Box(random), Box(random)];
        Rect[] half = [.. faces.Select(box => new Rect(box.X / 2, box.Y / 2, box.Width / 2, box.Height / 2))];
        var estimator = new DistanceEstimator(new DistanceOptions { Metres = double.MaxValue });
        double whole = Assert.Single(estimator.ClosePairs(faces, Picture)).Metres;
        double small = Assert.Single(estimator.ClosePairs(half, new Size(Picture.Width / 2, Picture.Height / 2))).Metres;
        return Math.Abs(whole - small) < 1e-3 * (1 + whole);
    }

    [Fact]
    public void Error_matches_a_simulation_with_varying_widths_of_faces()
    {
        // Simulates the same two people many times, each time with other widths of their faces.
        var random = new Random(3);
        var a = new Vector3(-0.5f, 0, 3);
        var b = new Vector3(0.4f, 0.1f, 3.8f);
        var estimator = new DistanceEstimator(Options with { Error = 0.08 });
        double focal = estimator.FocalLength(Picture);
        PairDistance stated = Assert.Single(estimator.ClosePairs([Seen(a, focal), Seen(b, focal)], Picture));
        double[] drawn =
            [.. Enumerable.Range(0, 20000).Select(_ => (double)Vector3.Distance(a * Share(random, 0.08), b * Share(random, 0.08)))];
        double mean = drawn.Average();
        double spread = Math.Sqrt(drawn.Sum(d => (d - mean) * (d - mean)) / drawn.Length);
        Assert.InRange(stated.Error, 0.85 * spread, 1.15 * spread);
    }

    [Fact]
    public void Pairs_below_the_configured_distance_are_listed_closest_first()
    {
        var estimator = new DistanceEstimator(new DistanceOptions { Metres = 1.2, FocalLength = 1000 });
        Vector3[] people = [new(0, 0, 4), new(1, 0, 4), new(1.5f, 0, 4), new(6, 0, 4)];
        IReadOnlyList<PairDistance> pairs = estimator.ClosePairs([.. people.Select(place => Seen(place, 1000))], Picture);
        Assert.Equal([(1, 2), (0, 1)], pairs.Select(pair => (pair.First, pair.Second)));
        Assert.Equal(0.5, pairs[0].Metres, 1);
    }

    [Fact]
    public void Focal_length_follows_from_the_field_of_view_unless_it_is_given()
    {
        Assert.Equal(2000, new DistanceEstimator(new DistanceOptions { FieldOfView = 90 }).FocalLength(Picture), 6);
        Assert.Equal(2000, new DistanceEstimator(new DistanceOptions { FieldOfView = 90 }).FocalLength(new Size(3000, 4000)), 6);
        Assert.Equal(777, new DistanceEstimator(new DistanceOptions { FocalLength = 777 }).FocalLength(Picture));
    }

    [Fact]
    public void No_face_and_a_single_face_give_no_pairs()
    {
        Assert.Empty(new DistanceEstimator(Options).ClosePairs([], Picture));
        Assert.Empty(new DistanceEstimator(Options).ClosePairs([new Rect(5, 5, 50, 60)], Picture));
    }

    private static float Share(Random random, double spread) =>
        (float)(1 + (spread * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())));

    private static Vector3 Somewhere(Random random) =>
        new(random.NextSingle() - 0.5f, random.NextSingle() - 0.5f, 1 + (4 * random.NextSingle()));

    private static Rect Seen(Vector3 place, double focal)
    {
        double width = focal * Options.FaceWidth / place.Z;
        double x = (Picture.Width / 2.0) + (focal * place.X / place.Z) - (width / 2);
        double y = (Picture.Height / 2.0) + (focal * place.Y / place.Z) - (width / 2);
        return new Rect((int)Math.Round(x), (int)Math.Round(y), (int)Math.Round(width), (int)Math.Round(width));
    }

    private static Rect Box(Random random) =>
        new(2 * random.Next(1500), 2 * random.Next(1000), 2 * random.Next(10, 200), 2 * random.Next(10, 200));
}
