namespace MaskML.Train.Comparison;

/// <summary>Models compared with the first of them: the content of <c>compare --json</c>.</summary>
/// <param name="Old">The first model.</param>
/// <param name="Images">Number of images that the first two were scored on.</param>
/// <param name="Comparisons">Each of the others against it.</param>
internal sealed record ComparisonResult(string Old, int Images, IReadOnlyList<ComparisonResult.Item> Comparisons)
{
    /// <summary>Creates the result.</summary>
    public static ComparisonResult Of(IReadOnlyList<ModelComparison> comparisons) => new(
        comparisons[0].Old.Name,
        comparisons[0].Old.Images.Count,
        [.. comparisons.Select(c => new Item(
            c.New.Name,
            ComparisonText.Word(c.Accuracy.Verdict),
            c.Old.Images.Count,
            c.Old.Labels,
            c.Remarks,
            c.Metrics,
            [.. c.NewlyWrong.Select(i => c.New.Images[i].Path)],
            [.. c.NewlyRight.Select(i => c.New.Images[i].Path)],
            TrainedOn(c.Old),
            TrainedOn(c.New),
            JsonDifference.Of(c.Old.Configuration, c.New.Configuration),
            JsonDifference.Of(c.Old.Data, c.New.Data)))]);

    private static string[]? TrainedOn(Contender model) => model.Trained is null
        ? null
        : [.. Enumerable.Range(0, model.Images.Count).Where(model.IsTrainedOn).Select(i => model.Images[i].Path)];

    /// <summary>One model against the first.</summary>
    /// <param name="New">The model.</param>
    /// <param name="Verdict">The verdict on its accuracy.</param>
    /// <param name="Images">Number of images that both were scored on.</param>
    /// <param name="Labels">The labels that both know.</param>
    /// <param name="Remarks">What limits the comparison.</param>
    /// <param name="Metrics">Every metric with its difference.</param>
    /// <param name="NewlyWrong">Images that only the first model gets right.</param>
    /// <param name="NewlyRight">Images that only this model gets right.</param>
    /// <param name="OldTrainedOn">Images that the first model was trained on; null where that is not known.</param>
    /// <param name="NewTrainedOn">The same for this model.</param>
    /// <param name="Configuration">Differences of configuration.</param>
    /// <param name="Data">Differences of the training data.</param>
    internal sealed record Item(
        string New,
        string Verdict,
        int Images,
        IReadOnlyList<string> Labels,
        IReadOnlyList<string> Remarks,
        IReadOnlyList<MetricDifference> Metrics,
        IReadOnlyList<string> NewlyWrong,
        IReadOnlyList<string> NewlyRight,
        IReadOnlyList<string>? OldTrainedOn,
        IReadOnlyList<string>? NewTrainedOn,
        IReadOnlyList<JsonDifference> Configuration,
        IReadOnlyList<JsonDifference> Data);
}
