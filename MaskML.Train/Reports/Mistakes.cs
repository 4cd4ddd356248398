using MaskML.Train.Reports.Html;
using MaskML.Train.Runs;

namespace MaskML.Train.Reports;

/// <summary>The images that a model gets wrong.</summary>
internal static class Mistakes
{
    /// <summary>The mistakes of the test split, the most confident first.</summary>
    public static IReadOnlyList<(Sample Sample, ScoredImage Image)> Worst(RunResult result) => [.. result.Dataset.Samples.Zip(result.Images)
        .Where(pair => pair.First.Split == Split.Test && !pair.Second.IsRight)
        .OrderByDescending(pair => pair.Second.Confidence)];

    /// <summary>A mistake as a picture with its caption.</summary>
    public static GalleryPicture ToPicture(Sample sample, ScoredImage image, IReadOnlyList<string> labels) => new(
        sample.File.Path,
        sample.Box,
        image.Path,
        [FormattableString.Invariant($"{labels[image.Predicted]} {image.Confidence:P1}"), $"is {labels[image.Actual]}"]);
}
