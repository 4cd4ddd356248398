using FsCheck.Xunit;
using MaskML.Cli.Evaluation;
using MaskML.Predict.Faces;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Evaluation;

public sealed class FaceMatchingTests
{
    private static readonly Rect Box = new(10, 10, 20, 20);

    [Fact]
    public void Face_with_the_highest_score_is_matched_first_and_a_second_one_not_at_all() => Assert.Equal(
        [FaceMatching.None, 0],
        FaceMatching.Match([Box], [new Face(Box, 0.5f), new Face(Box with { X = 12 }, 0.9f)]));

    [Fact]
    public void Face_matches_the_annotation_that_it_overlaps_most() => Assert.Equal(
        [1], FaceMatching.Match([Box with { X = 16 }, Box with { X = 11 }], [new Face(Box, 0.5f)]));

    [Fact]
    public void Match_needs_an_overlap_of_0_4()
    {
        // 20 x 10 of 20 x 25 pixels, and of 20 x 26.
        var found = new Face(new Rect(0, 0, 20, 10), 1);
        Assert.Equal([0], FaceMatching.Match([new Rect(0, 0, 20, 25)], [found]));
        Assert.Equal([FaceMatching.None], FaceMatching.Match([new Rect(0, 0, 20, 26)], [found]));
    }

    [Property]
    public bool Matching_is_one_to_one_and_pairs_overlap(int seed)
    {
        var random = new Random(seed);
        Rect[] marked = [.. Enumerable.Range(0, random.Next(12)).Select(_ => Any(random))];
        Face[] found = [.. Enumerable.Range(0, random.Next(12)).Select(_ => new Face(Any(random), random.Next(4) / 3f))];
        IReadOnlyList<int> match = FaceMatching.Match(marked, found);
        int[] taken = [.. match.Where(m => m != FaceMatching.None)];
        return match.Count == found.Length && taken.Distinct().Count() == taken.Length
            && match.Select((m, i) => m == FaceMatching.None || Boxes.IoU(marked[m], found[i].Box) >= FaceMatching.Overlap).All(b => b);
    }

    private static Rect Any(Random random) => new(random.Next(40), random.Next(40), random.Next(5, 30), random.Next(5, 30));
}
