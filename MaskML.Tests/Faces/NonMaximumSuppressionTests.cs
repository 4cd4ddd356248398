using FsCheck.Xunit;
using MaskML.Predict.Faces;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class NonMaximumSuppressionTests
{
    [Property]
    public bool Suppression_keeps_what_the_naive_algorithm_keeps(int seed, byte count, byte overlap)
    {
        List<Face> left = Faces(seed, count % 40);
        double limit = overlap / 255.0;
        var naive = new List<Face>();
        while (left.Count > 0)
        {
            Face best = left.MaxBy(face => face.Score);
            naive.Add(best);
            left.RemoveAll(face => face == best || Boxes.IoU(face.Box, best.Box) > limit);
        }

        return naive.SequenceEqual(NonMaximumSuppression.Apply(Faces(seed, count % 40), limit));
    }

    [Property]
    public bool Result_does_not_depend_on_the_order_of_the_faces(int seed, byte count)
    {
        List<Face> faces = [.. Faces(seed, count % 40).Select(face => face with { Score = 0.5f })];
        Face[] shuffled = [.. faces];
        new Random(seed).Shuffle(shuffled);
        return NonMaximumSuppression.Apply(faces, 0.3).SequenceEqual(NonMaximumSuppression.Apply(shuffled, 0.3));
    }

    [Property]
    public bool Suppression_is_idempotent(int seed, byte count)
    {
        IReadOnlyList<Face> once = NonMaximumSuppression.Apply(Faces(seed, count % 40), 0.3);
        return once.SequenceEqual(NonMaximumSuppression.Apply(once, 0.3));
    }

    [Fact]
    public void Copies_are_reduced_to_one_and_neighbours_are_kept()
    {
        var face = new Face(new Rect(10, 10, 20, 20), 0.9f);
        var neighbour = new Face(new Rect(31, 10, 20, 20), 0.8f);
        Assert.Equal([face, neighbour], NonMaximumSuppression.Apply([neighbour, face, face], 0));
    }

    [Property]
    public bool Faces_with_the_highest_scores_are_kept_when_there_are_too_many(int seed, byte count, byte most) =>
        NonMaximumSuppression.Apply(Faces(seed, count % 40), 0.3, most % 10)
        .SequenceEqual(NonMaximumSuppression.Apply(Faces(seed, count % 40), 0.3).Take(most % 10));

    // Scores are all different, so that the naive way has one answer.
    private static List<Face> Faces(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => new Face(
            new Rect(random.Next(60), random.Next(60), random.Next(1, 40), random.Next(1, 40)), ((i * 37 % 41) + 1) / 42f))];
    }
}
