namespace MaskML.Serve.Contracts;

/// <summary>A page of the crops under review, the latest first.</summary>
/// <param name="Crops">The crops.</param>
/// <param name="Next">Continues after this page as <c>after</c>; null where it is the last one.</param>
/// <param name="Labels">Labels to choose from, besides skip and no_face.</param>
/// <param name="Sources">Where crops came from.</param>
/// <param name="Open">Crops without an answer, whatever the filter.</param>
/// <param name="Answered">Crops with an answer, whatever the filter.</param>
internal sealed record ReviewCropsAnswer(
    IReadOnlyList<ReviewCropAnswer> Crops,
    string? Next,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> Sources,
    int Open,
    int Answered);

/// <summary>A crop under review.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Time">When it was judged.</param>
/// <param name="Source">photos, cameras/NAME or folder.</param>
/// <param name="Name">The file of a folder; null otherwise.</param>
/// <param name="Label">What the model said.</param>
/// <param name="Confidence">Probability of that label, 0..1.</param>
/// <param name="Scores">One probability a label.</param>
/// <param name="Model">SHA-256 of the model.</param>
/// <param name="Reason">uncertain, random, split or folder.</param>
/// <param name="Answer">A label, skip or no_face; null for none.</param>
/// <param name="By">Who answered last; null for nobody.</param>
/// <param name="Answered">When.</param>
/// <param name="Version">Number of answers so far. An answer names the version that the person saw.</param>
internal sealed record ReviewCropAnswer(
    string Id,
    DateTimeOffset Time,
    string Source,
    string? Name,
    string Label,
    float Confidence,
    IReadOnlyDictionary<string, float> Scores,
    string Model,
    string Reason,
    string? Answer,
    string? By,
    DateTimeOffset? Answered,
    int Version);

/// <summary>Accuracy in the field, from the crops that were drawn at random and labelled.</summary>
/// <param name="All">All of them.</param>
/// <param name="More">How many more labels would halve the interval; null without any.</param>
/// <param name="Open">Crops drawn at random that nobody has labelled.</param>
/// <param name="NoFace">Crops drawn at random that are no faces; they count nowhere else.</param>
/// <param name="ByLabel">By what people say.</param>
/// <param name="ByWeek">By ISO week.</param>
/// <param name="BySource">By source.</param>
internal sealed record ReviewFiguresAnswer(
    ReviewFigure All,
    int? More,
    int Open,
    int NoFace,
    IReadOnlyList<ReviewFigure> ByLabel,
    IReadOnlyList<ReviewFigure> ByWeek,
    IReadOnlyList<ReviewFigure> BySource);

/// <summary>Accuracy on some crops.</summary>
/// <param name="Name">The label, week or source; all for all.</param>
/// <param name="Count">Crops with a label.</param>
/// <param name="Right">Those that the model had labelled so.</param>
/// <param name="Accuracy">Share of them; null without any.</param>
/// <param name="Interval">Its 95 % interval (Wilson); null without any.</param>
internal sealed record ReviewFigure(string Name, int Count, int Right, double? Accuracy, IReadOnlyList<double>? Interval);

/// <summary>The body of <c>POST /v1/review/labels</c>.</summary>
/// <param name="By">Name of the person; empty for none.</param>
/// <param name="Answers">The answers.</param>
internal sealed record ReviewLabels(string By, IReadOnlyList<GivenAnswer> Answers);

/// <summary>An answer as a person gives it.</summary>
/// <param name="Id">Id of the crop.</param>
/// <param name="Answer">A label, <c>skip</c>, <c>no_face</c>, or null to take an answer back.</param>
/// <param name="Version">Version of the crop that the person saw.</param>
internal sealed record GivenAnswer(string Id, string? Answer, int Version);
