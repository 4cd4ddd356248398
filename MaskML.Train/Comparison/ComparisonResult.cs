namespace MaskML.Train.Comparison;

/// <summary>Models compared with the first of them: the content of <c>compare --json</c>.</summary>
/// <param name="Old">The first model.</param>
/// <param name="Images">Number of images that all were scored on.</param>
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
            c.Metrics,
            [.. c.NewlyWrong.Select(i => c.New.Images[i].Path)],
            [.. c.NewlyRight.Select(i => c.New.Images[i].Path)],
            JsonDifference.Of(c.Old.Configuration, c.New.Configuration),
            JsonDifference.Of(c.Old.Data, c.New.Data)))]);

    /// <summary>One model against the first.</summary>
    /// <param name="New">The model.</param>
    /// <param name="Verdict">The verdict on its accuracy.</param>
    /// <param name="Metrics">Every metric with its difference.</param>
    /// <param name="NewlyWrong">Images that only the first model gets right.</param>
    /// <param name="NewlyRight">Images that only this model gets right.</param>
    /// <param name="Configuration">Differences of configuration.</param>
    /// <param name="Data">Differences of the training data.</param>
    internal sealed record Item(
        string New,
        string Verdict,
        IReadOnlyList<MetricDifference> Metrics,
        IReadOnlyList<string> NewlyWrong,
        IReadOnlyList<string> NewlyRight,
        IReadOnlyList<JsonDifference> Configuration,
        IReadOnlyList<JsonDifference> Data);
}
