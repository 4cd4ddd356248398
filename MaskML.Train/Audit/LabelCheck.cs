using MaskML.Predict.Progress;
using MaskML.Train.Features;
using MaskML.Train.Heads;
using MaskML.Train.Metrics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MaskML.Train.Audit;

/// <summary>
/// Looks for wrong labels: each image is judged by a head that was fitted to the folds without it and its copies. A label is likely
/// wrong where the model is as sure of another one as it is, on average, with that one's own images (confident learning,
/// C. Northcutt et al. 2021), or surer than a stated probability.
/// </summary>
/// <param name="config">How heads are fitted; the strength of L2 is chosen on the first fold.</param>
/// <param name="seed">Seed of the fits.</param>
/// <param name="wrongAbove">The stated probability.</param>
/// <param name="progress">Is told of the phase <c>labels</c>.</param>
internal sealed class LabelCheck(HeadOptions config, int seed, double wrongAbove, IProgressReporter progress)
{
    // So many are worth a look even where the model agrees with all labels.
    private const int FewestListed = 20;

    /// <summary>Runs the check.</summary>
    /// <param name="data">The samples.</param>
    /// <param name="plan">Their folds.</param>
    /// <param name="features">Features of all samples, one view of each.</param>
    /// <param name="cancellation">Stops the work.</param>
    public LabelFinding Run(AuditData data, FoldPlan plan, FeatureTable features, CancellationToken cancellation)
    {
        if (!plan.IsPossible)
        {
            return new LabelFinding(0, 0, 0, new Dictionary<string, double>(), [], data.Labels);
        }

        float[][] scores = OutOfFold(plan, features, cancellation);
        ScoredImage[] images =
            [.. plan.Samples.Select((sample, i) => new ScoredImage(data.Name(data.Samples[sample]), "", plan.Targets[i], scores[i]))];
        double[] thresholds =
            [.. plan.Labels.Select((_, label) => images.Where(i => i.Actual == label).Average(i => (double)i.Scores[label]))];
        SuspectLabel[] ranked =
        [
            .. images.Select(i => Judge(i, plan.Labels, thresholds))
                .OrderBy(s => s.Probability).ThenBy(s => s.Path, StringComparer.Ordinal),
        ];
        return new LabelFinding(
            images.Length,
            ranked.Count(IsDoubtful),
            ranked.Count(s => s.Likely),
            plan.Labels.Zip(thresholds).ToDictionary(t => t.First, t => t.Second, StringComparer.Ordinal),
            [.. ranked.Where((s, i) => i < FewestListed || IsDoubtful(s))],
            plan.TooFew);
    }

    private SuspectLabel Judge(ScoredImage image, IReadOnlyList<string> labels, double[] thresholds)
    {
        int other = Enumerable.Range(0, labels.Count).Where(label => label != image.Actual).MaxBy(label => image.Scores[label]);
        (double own, double suggested) = (image.Scores[image.Actual], image.Scores[other]);
        return new SuspectLabel(
            image.Path, labels[image.Actual], own, labels[other], suggested, suggested > own && suggested >= Math.Min(wrongAbove, thresholds[other]));
    }

    private static bool IsDoubtful(SuspectLabel suspect) => suspect.SuggestedProbability > suspect.Probability;

    /// <summary>For each sample of the plan one probability a label, by a head that has not seen its fold.</summary>
    private float[][] OutOfFold(FoldPlan plan, FeatureTable features, CancellationToken cancellation)
    {
        using IProgressPhase phase = progress.Begin("labels", GroupFolds.Count + 1);
        var trainer = new HeadTrainer(config, seed);
        (int[] Others, int[] Own)[] folds = [.. Enumerable.Range(0, GroupFolds.Count).Select(plan.Split)];
        var selection = new HeadSelection(trainer, config, plan.Labels);
        double l2 = selection.Run(Rows(plan, features, folds[0].Others), Rows(plan, features, folds[0].Own), _ => { }, cancellation).L2;
        phase.Advance();

        TransformerChain<ITransformer>[] heads = trainer.FitEach([.. folds.Select(fold => Of(fold.Others))], l2, Fitted, cancellation);
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

    /// <summary>Rows of some of the plan's samples; a key counts from 1.</summary>
    private static FeatureTable Rows(FoldPlan plan, FeatureTable features, int[] places) =>
        features with { Rows = [.. places.Select(i => features.Rows[plan.Samples[i]] with { Label = (uint)plan.Targets[i] + 1, Weight = 1 })] };
}
