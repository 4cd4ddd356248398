using MaskML.Train.Comparison;
using MaskML.Train.Metrics;

namespace MaskML.Serve.Contracts;

/// <summary>Two models on the same images.</summary>
/// <param name="Old">The old model: the name of a run, or live.</param>
/// <param name="New">The new run.</param>
/// <param name="Verdict">better, worse or no difference, by accuracy.</param>
/// <param name="Images">Number of images that both were judged on.</param>
/// <param name="Labels">The labels that both know.</param>
/// <param name="OldOnly">Number of images that only the old model gets right.</param>
/// <param name="NewOnly">Number of images that only the new model gets right.</param>
/// <param name="P">McNemar's exact test: the probability of such a difference between equally good models.</param>
/// <param name="Remarks">What limits the comparison.</param>
/// <param name="Metrics">Every metric with its difference.</param>
/// <param name="NewlyWrong">The first of the images that only the old model gets right.</param>
/// <param name="NewlyRight">The first of the images that only the new model gets right.</param>
/// <param name="Configuration">Differences of configuration.</param>
/// <param name="Data">Differences of data.</param>
internal sealed record ComparisonAnswer(
    string Old,
    string New,
    string Verdict,
    int Images,
    IReadOnlyList<string> Labels,
    int OldOnly,
    int NewOnly,
    double? P,
    IReadOnlyList<string> Remarks,
    IReadOnlyList<MetricAnswer> Metrics,
    IReadOnlyList<ImageAnswer> NewlyWrong,
    IReadOnlyList<ImageAnswer> NewlyRight,
    IReadOnlyList<DifferenceAnswer> Configuration,
    IReadOnlyList<DifferenceAnswer> Data)
{
    private const int MaxImages = 200;

    /// <summary>Describes a comparison.</summary>
    /// <param name="c">The comparison.</param>
    /// <param name="test">The test images of the new model's run, in its order.</param>
    /// <param name="hide">Removes folders from texts.</param>
    public static ComparisonAnswer Of(ModelComparison c, IReadOnlyList<ScoredImage> test, Func<string, string> hide)
    {
        Dictionary<string, int> numbers = test.Index().ToDictionary(image => image.Item.Path, image => image.Index, StringComparer.Ordinal);
        return new ComparisonAnswer(
            c.Old.Name,
            c.New.Name,
            Word(c.Accuracy.Verdict),
            c.Old.Images.Count,
            c.Old.Labels,
            c.NewlyWrong.Count,
            c.NewlyRight.Count,
            c.Accuracy.P,
            [.. c.Remarks.Select(hide)],
            [.. c.Metrics.Select(m => new MetricAnswer(m.Name, m.Old, m.New, m.Difference, m.Interval95, m.P, Word(m.Verdict)))],
            Images(c.NewlyWrong),
            Images(c.NewlyRight),
            Differences(c.Old.Configuration, c.New.Configuration, hide),
            Differences(c.Old.Data, c.New.Data, hide));

        ImageAnswer[] Images(IReadOnlyList<int> images) => [.. images.Take(MaxImages).Select(i =>
        {
            (ScoredImage old, ScoredImage @new) = (c.Old.Images[i], c.New.Images[i]);
            return new ImageAnswer(
                hide(@new.Path),
                FormattableString.Invariant($"{Routes.Runs}/{c.New.Name}/images/{numbers[@new.Path]}"),
                c.Old.Labels[old.Actual],
                new JudgementAnswer(c.Old.Labels[old.Predicted], old.Confidence),
                new JudgementAnswer(c.Old.Labels[@new.Predicted], @new.Confidence),
                c.Old.IsTrainedOn(i),
                c.New.IsTrainedOn(i));
        })];
    }

    /// <summary>In what two configurations differ.</summary>
    public static IReadOnlyList<DifferenceAnswer> Differences(
        System.Text.Json.Nodes.JsonObject old, System.Text.Json.Nodes.JsonObject @new, Func<string, string> hide) =>
    [
        .. JsonDifference.Of(old, @new).Select(difference => new DifferenceAnswer(
            difference.Key, difference.Old is { } before ? hide(before) : null, difference.New is { } after ? hide(after) : null)),
    ];

    private static string Word(Verdict verdict) =>
        verdict switch { Train.Comparison.Verdict.Better => "better", Train.Comparison.Verdict.Worse => "worse", _ => "no difference" };
}

/// <summary>A metric of two models.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Old">The value of the old model.</param>
/// <param name="New">The value of the new model.</param>
/// <param name="Difference">New minus old.</param>
/// <param name="Interval95">95 % interval of the difference.</param>
/// <param name="P">Probability of such a difference between equally good models; null where the interval decides.</param>
/// <param name="Verdict">better, worse or no difference.</param>
internal sealed record MetricAnswer(
    string Name, double Old, double New, double Difference, IReadOnlyList<double> Interval95, double? P, string Verdict);

/// <summary>An image on which two models differ.</summary>
/// <param name="Name">Its name inside its data folder.</param>
/// <param name="Picture">Where its picture is.</param>
/// <param name="Label">Its label.</param>
/// <param name="Old">What the old model says.</param>
/// <param name="New">What the new model says.</param>
/// <param name="OldTrainedOn">Whether the old model was trained on it.</param>
/// <param name="NewTrainedOn">Whether the new model was trained on it.</param>
internal sealed record ImageAnswer(
    string Name, string Picture, string Label, JudgementAnswer Old, JudgementAnswer New, bool OldTrainedOn, bool NewTrainedOn);

/// <summary>What a model says of an image.</summary>
/// <param name="Label">The label.</param>
/// <param name="Confidence">Its probability.</param>
internal sealed record JudgementAnswer(string Label, double Confidence);
