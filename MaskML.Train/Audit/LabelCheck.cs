using MaskML.Predict.Progress;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using Microsoft.ML.Data;

namespace MaskML.Train.Audit;

/// <summary>An image with a doubtful label.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Probability">Probability of its label, by a model that has not seen it or a copy of it.</param>
/// <param name="Suggested">The most probable other label.</param>
/// <param name="SuggestedProbability">Probability of that label.</param>
/// <param name="Likely">
/// Whether its label is likely wrong: the other label has at least the mean probability that its own images have, or at least a given
/// probability.
/// </param>
internal sealed record SuspectLabel(
    string Path, string Label, double Probability, string Suggested, double SuggestedProbability, bool Likely);

/// <summary>Labels that contradict a model fitted to the other images.</summary>
/// <param name="Images">Number of judged images.</param>
/// <param name="Doubtful">Number of them with another most probable label.</param>
/// <param name="Likely">Number of them whose label is likely wrong.</param>
/// <param name="Thresholds">For each label the mean probability that its own images have.</param>
/// <param name="Suspects">The doubtful images, and at least the twenty least probable labels; the least probable first.</param>
/// <param name="NotJudged">Labels with too few images to be judged.</param>
internal sealed record LabelFinding(
    int Images,
    int Doubtful,
    int Likely,
    IReadOnlyDictionary<string, double> Thresholds,
    IReadOnlyList<SuspectLabel> Suspects,
    IReadOnlyList<string> NotJudged);

/// <summary>
/// Finds wrong labels: each image is judged by a head that was fitted to the folds without it and its copies. A label is likely wrong if
/// another label has at least the mean probability that its own images have (confident learning, C. Northcutt et al. 2021), or at least a
/// given probability.
/// </summary>
/// <param name="config">Options of the heads; the strength of L2 is chosen on the first fold.</param>
/// <param name="seed">Seed of the fits.</param>
/// <param name="wrongAbove">The given probability.</param>
/// <param name="progress">Receives the progress of the phase <c>labels</c>.</param>
internal sealed class LabelCheck(HeadOptions config, int seed, double wrongAbove, IProgressReporter progress)
{
    // This many are listed even if the model agrees with all labels.
    private const int MinListed = 20;

    /// <summary>Runs the check.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="plan">Their folds.</param>
    /// <param name="features">Features of all samples, one view of each.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public LabelFinding Run(AuditData data, FoldPlan plan, FeatureTable features, CancellationToken cancellationToken)
    {
        if (!plan.IsPossible)
        {
            return new LabelFinding(0, 0, 0, new Dictionary<string, double>(), [], data.Labels);
        }

        float[][] scores = OutOfFold(plan, features, cancellationToken);
        ScoredImage[] images =
            [.. plan.Samples.Select((sample, i) => new ScoredImage(data.Name(data.Samples[sample]), "", plan.Targets[i], scores[i]))];
        double[] thresholds =
            [.. plan.Labels.Select((_, label) => images.Where(i => i.Actual == label).Average(i => (double)i.Scores[label]))];
        SuspectLabel[] ranked = [.. images.Select(i => Judge(i, plan.Labels, thresholds))
            .OrderBy(s => s.Probability).ThenBy(s => s.Path, StringComparer.Ordinal)];
        return new LabelFinding(
            images.Length,
            ranked.Count(IsDoubtful),
            ranked.Count(s => s.Likely),
            plan.Labels.Zip(thresholds).ToDictionary(t => t.First, t => t.Second, StringComparer.Ordinal),
            [.. ranked.Where((s, i) => i < MinListed || IsDoubtful(s))],
            plan.TooFew);
    }

    private SuspectLabel Judge(ScoredImage image, IReadOnlyList<string> labels, double[] thresholds)
    {
        int other = Enumerable.Range(0, labels.Count).Where(label => label != image.Actual).MaxBy(label => image.Scores[label]);
        (double own, double suggested) = (image.Scores[image.Actual], image.Scores[other]);
        return new SuspectLabel(
            image.Path,
            labels[image.Actual],
            own,
            labels[other],
            suggested,
            suggested > own && suggested >= Math.Min(wrongAbove, thresholds[other]));
    }

    private static bool IsDoubtful(SuspectLabel suspect) => suspect.SuggestedProbability > suspect.Probability;

    /// <summary>For each sample of the plan one probability for each label, by a head that has not seen its fold.</summary>
    private float[][] OutOfFold(FoldPlan plan, FeatureTable features, CancellationToken cancellationToken)
    {
        using IProgressPhase phase = progress.Begin("labels", GroupFolds.Count + 1);
        var trainer = new HeadTrainer(config, seed);
        (int[] Others, int[] Own)[] folds = [.. Enumerable.Range(0, GroupFolds.Count).Select(plan.Split)];
        var selection = new HeadSelection(trainer, config, plan.Labels);
        (FeatureTable others, FeatureTable held) = (Rows(plan, features, folds[0].Others), Rows(plan, features, folds[0].Own));
        double l2 = selection.Run(others, held, _ => { }, cancellationToken).L2;
        phase.Advance();

        FeatureRows[] rows = [.. folds.Select(fold => Of(fold.Others))];
        TransformerChain<ITransformer>[] heads = trainer.FitEach(rows, l2, Fitted, cancellationToken);
        float[][] scores = new float[plan.Samples.Count][];
        foreach ((TransformerChain<ITransformer> head, (_, int[] own)) in heads.Zip(folds))
        {
            foreach ((int at, float[] score) in own.Zip(HeadTrainer.Scores(head, Of(own))))
            {
                scores[at] = score;
            }
        }

        return scores;

        FeatureRows Of(int[] places) => FeatureRows.From(Rows(plan, features, places), plan.Labels);

        TransformerChain<ITransformer> Fitted(TransformerChain<ITransformer> head)
        {
            phase.Advance();
            return head;
        }
    }

    /// <summary>Rows of some of the plan's samples, all of one source and weight; keys count from 1.</summary>
    private static FeatureTable Rows(FoldPlan plan, FeatureTable features, int[] places) => features with
    {
        Rows = [.. places.Select(i => features.Rows[plan.Samples[i]] with { Label = (uint)plan.Targets[i] + 1, Weight = 1, Source = "" })],
    };
}
