using FsCheck.Xunit;
using MaskML.Predict.Faces;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Faces;

public sealed class FaceConsensusTests
{
    private static readonly Face Sure = new(new Rect(10, 10, 20, 20), 0.9f);
    private static readonly Face Shifted = new(new Rect(12, 10, 20, 24), 0.9f);
    private static readonly Face Elsewhere = new(new Rect(100, 10, 20, 20), 0.6f);

    [Fact]
    public void Face_found_in_both_passes_has_the_mean_box()
    {
        Face face = Assert.Single(FaceConsensus.Merge([[Sure], [Shifted with { Score = 0.9f }]], 0.4));
        Assert.Equal(new Rect(11, 10, 20, 22), face.Box);
        Assert.Equal(0.9f, face.Score, 5);
    }

    [Fact]
    public void Pass_with_the_higher_score_has_more_weight()
    {
        Face face = Assert.Single(FaceConsensus.Merge([[Sure], [Shifted with { Score = 0.1f }]], 0.4));
        Assert.Equal(10, face.Box.X);
        Assert.Equal(0.5f, face.Score, 5);
    }

    [Fact]
    public void Face_found_in_one_pass_has_half_of_its_score() =>
        Assert.Equal([Sure, Elsewhere with { Score = 0.3f }], FaceConsensus.Merge([[Sure], [Elsewhere, Sure]], 0.4));

    [Property]
    public bool Merging_a_pass_with_itself_changes_nothing(int seed)
    {
        var random = new Random(seed);
        Face Next(int i) => new(new Rect(i * 50, random.Next(100), 30, 40), (random.Next(9) + 1) / 10f);
        Face[] faces = [.. Enumerable.Range(0, random.Next(12)).Select(Next)];
        return NonMaximumSuppression.Sorted(faces).SequenceEqual(FaceConsensus.Merge([faces, faces], 0.4));
    }

    [Property]
    public bool Result_does_not_depend_on_the_order_of_the_passes(int seed)
    {
        var random = new Random(seed);
        List<Face>[] looks = [.. Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, random.Next(8))
            .Select(i => new Face(new Rect((i * 60) + random.Next(8), random.Next(8), 30, 30), (random.Next(1000) + 1) / 1001f)).ToList())];
        return FaceConsensus.Merge(looks, 0.4).SequenceEqual(FaceConsensus.Merge([looks[1], looks[0]], 0.4));
    }
}
