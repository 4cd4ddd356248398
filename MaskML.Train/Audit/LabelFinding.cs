namespace MaskML.Train.Audit;

/// <summary>Labels that a model, fitted to the other images, does not believe.</summary>
/// <param name="Images">Number of images that were judged.</param>
/// <param name="Accuracy">Share of them whose likeliest label is the given one.</param>
/// <param name="Thresholds">For each label the mean probability that its own images get for it: what the model is as sure as usual with.</param>
/// <param name="Likely">Number of suspects that are likely wrong.</param>
/// <param name="Suspects">Images whose likeliest label is another one, the least likely labels first.</param>
/// <param name="NotJudged">Labels with too few images to be judged.</param>
public sealed record LabelFinding(
    int Images,
    double Accuracy,
    IReadOnlyDictionary<string, double> Thresholds,
    int Likely,
    IReadOnlyList<SuspectLabel> Suspects,
    IReadOnlyList<string> NotJudged);
