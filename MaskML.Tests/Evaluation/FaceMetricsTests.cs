using FsCheck.Xunit;
using MaskML.Cli.Evaluation;
using MaskML.Predict.Faces;
using MaskML.Train.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Evaluation;

public sealed class FaceMetricsTests
{
    private static readonly string[] Labels = ["with_mask", "without_mask"];

    [Fact]
    public void Metrics_equal_those_computed_by_hand()
    {
        JudgedPhoto photo = new(
            [
                Marked(0, 50, "with_mask"), Marked(100, 30, "WithMask"), Marked(200, 25, "with_mask"), Marked(300, 60, "without_mask"),
                Marked(400, 10, "with_mask"), Marked(500, 12, "without_mask"), Marked(600, 45, "mask_weared_incorrect"),
            ],
            [
                Found(0, 50, "with_mask"),        // right
                Found(100, 30, "without_mask"),   // found, wrong label
                Found(300, 60, "Without Mask"),   // right
                Found(400, 10, "without_mask"),   // a face too small to count
                Found(600, 45, "with_mask"),      // a label that the model does not know
                Found(700, 40, "with_mask"),      // nobody there
            ]);

        FaceMetrics metrics = FaceMetrics.Of([photo], Labels, 20);

        Assert.Equal((1, 5), (metrics.Photos, metrics.Faces));
        Assert.Equal(4 / 5.0, metrics.Recall);
        Assert.Equal(4 / 5.0, metrics.Precision);
        Assert.Equal([1.0, null, 0.5, 1.0, null, null, null], FaceSize.Classes.Select(size => metrics.RecallBySize["with_mask"][size]));
        Assert.Equal([null, 0.0, null, 1.0, null, null, null], FaceSize.Classes.Select(size => metrics.RecallBySize["without_mask"][size]));
        Assert.Equal(
            [null, null, null, 1.0, null, null, null],
            FaceSize.Classes.Select(size => metrics.RecallBySize["mask_weared_incorrect"][size]));
        Assert.Equal(2 / 3.0, metrics.LabelAccuracy);
        Assert.Equal((0.5 + 1) / 2, metrics.MacroLabelAccuracy);
        Assert.Equal(Labels, metrics.EndToEnd.Keys);
        Assert.Equal(new LabelScore(1 / 2.0, 1 / 3.0, 2.0 / 5), metrics.EndToEnd["with_mask"]);
        Assert.Equal(new LabelScore(1 / 2.0, 1.0, 2.0 / 3), metrics.EndToEnd["without_mask"]);
        Assert.Equal(((2.0 / 5) + (2.0 / 3)) / 2, metrics.MacroF1);
    }

    [Fact]
    public void False_faces_are_counted_inside_marked_faces_and_elsewhere_and_not_in_ignored_regions()
    {
        JudgedPhoto photo = new(
            [Marked(0, 200, "with_mask")],
            [Found(0, 200, "with_mask"), Found(50, 40, "with_mask"), Found(500, 40, "with_mask"), Found(700, 40, "without_mask")])
        {
            Ignored = [new Rect(690, 0, 300, 300)],
        };
        FaceMetrics metrics = FaceMetrics.Of([photo], Labels, 20);
        Assert.Equal((1, 1), (metrics.FalseInsideFaces, metrics.FalseElsewhere));
        Assert.Equal(1 / 3.0, metrics.Precision);
    }

    [Fact]
    public void Label_counts_if_the_model_knows_it()
    {
        JudgedPhoto photo = new([Marked(0, 45, "mask_weared_incorrect")], [Found(0, 45, "with_mask")]);
        Assert.Empty(FaceMetrics.Of([photo], Labels, 20).EndToEnd);
        Assert.Null(FaceMetrics.Of([photo], Labels, 20).LabelAccuracy);
        FaceMetrics metrics = FaceMetrics.Of([photo], [.. Labels, "MaskWearedIncorrect"], 20);
        Assert.Equal(0, metrics.EndToEnd["mask_weared_incorrect"].F1);
        Assert.Equal(0, metrics.LabelAccuracy);
    }

    [Fact]
    public void Metrics_of_no_faces_are_null()
    {
        FaceMetrics metrics = FaceMetrics.Of([new JudgedPhoto([], [])], Labels, 20);
        Assert.Null(metrics.Recall);
        Assert.Null(metrics.Precision);
        Assert.Null(metrics.MacroF1);
        Assert.Empty(metrics.RecallBySize);
    }

    [Property]
    public bool Perfect_predictions_score_1(int seed)
    {
        JudgedPhoto[] photos = [.. Random(seed).Select(photo => photo with
        {
            Found = [.. photo.Annotated.Select(face => new FoundFace(new Face(face.Box, 1), face.Label))],
        })];
        FaceMetrics metrics = FaceMetrics.Of(photos, Labels, 20);
        return metrics.Recall is null or 1 && metrics.Precision is null or 1
            && metrics.LabelAccuracy is null or 1 && metrics.MacroF1 is null or 1
            && metrics.RecallBySize.Values.All(sizes => sizes.Values.All(recall => recall is null or 1));
    }

    [Property]
    public bool Order_of_photos_and_faces_makes_no_difference(int seed)
    {
        JudgedPhoto[] photos = Random(seed);
        var random = new Random(~seed);
        JudgedPhoto[] shuffled = [.. Shuffled(photos, random)
            .Select(photo => new JudgedPhoto(Shuffled(photo.Annotated, random), Shuffled(photo.Found, random)))];
        (FaceMetrics a, FaceMetrics b) = (FaceMetrics.Of(photos, Labels, 20), FaceMetrics.Of(shuffled, Labels, 20));
        return FaceMetricsJson.Format([Evaluation(a)]) == FaceMetricsJson.Format([Evaluation(b)]);
    }

    [Property]
    public bool False_face_never_improves_a_metric(int seed)
    {
        JudgedPhoto[] photos = Random(seed);
        FaceMetrics before = FaceMetrics.Of(photos, Labels, 20);
        photos[0] = photos[0] with { Found = [.. photos[0].Found, Found(5000, 40, "with_mask")] };
        FaceMetrics after = FaceMetrics.Of(photos, Labels, 20);
        return after.Recall == before.Recall && (before.Precision is null || after.Precision <= before.Precision)
            && (before.MacroF1 is null || after.MacroF1 <= before.MacroF1);
    }

    internal static PhotoEvaluation Evaluation(FaceMetrics metrics) => new("photos", metrics, "yunet", "abc", 20, 12.345, []);

    private static AnnotatedFace Marked(int x, int size, string label) => new(label, new Rect(x, 0, size, size));

    private static FoundFace Found(int x, int size, string label) => new(new Face(new Rect(x, 0, size, size), 0.5f), label);

    // Annotated faces do not overlap; found faces are near them or elsewhere.
    private static JudgedPhoto[] Random(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            AnnotatedFace[] marked =
                [.. Enumerable.Range(0, random.Next(6)).Select(i => Marked(i * 100, random.Next(5, 80), Labels[random.Next(2)]))];
            FoundFace[] found = [.. marked
                .Where(_ => random.Next(3) > 0)
                .Select(face => Found(face.Box.X + random.Next(20), face.Box.Width, Labels[random.Next(2)]))];
            return new JudgedPhoto(marked, found);
        })];
    }

    private static T[] Shuffled<T>(IEnumerable<T> items, Random random)
    {
        T[] shuffled = [.. items];
        random.Shuffle(shuffled);
        return shuffled;
    }
}
