namespace MaskML.Train.Audit;

/// <summary>Labels that a model, fitted to the other images, does not believe.</summary>
/// <param name="Images">Number of images that were judged.</param>
/// <param name="Doubtful">Number of them whose likeliest label is another one.</param>
/// <param name="Likely">Number of them whose label is likely wrong.</param>
/// <param name="Thresholds">For each label the mean probability that its own images get for it.</param>
/// <param name="Suspects">The doubtful images, and the twenty least likely labels whether doubtful or not; the least likely first.</param>
/// <param name="NotJudged">Labels with too few images to be judged.</param>
public sealed record LabelFinding(
    int Images,
    int Doubtful,
    int Likely,
    IReadOnlyDictionary<string, double> Thresholds,
    IReadOnlyList<SuspectLabel> Suspects,
    IReadOnlyList<string> NotJudged);
