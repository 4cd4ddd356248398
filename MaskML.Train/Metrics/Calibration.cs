namespace MaskML.Train.Metrics;

/// <summary>Images of similar confidence.</summary>
/// <param name="From">Lower bound of the confidence.</param>
/// <param name="To">Upper bound of the confidence.</param>
/// <param name="Count">Number of images; copies count as one.</param>
/// <param name="Confidence">Their mean confidence.</param>
/// <param name="Accuracy">The share of them that is right.</param>
internal sealed record CalibrationBin(double From, double To, double Count, double Confidence, double Accuracy);

/// <summary>Calibration: images in bins of equal width by the confidence in their predicted label (C. Guo et al. 2017).</summary>
internal static class Calibration
{
    private const int Bins = 15;

    /// <summary>The bins that hold images.</summary>
    public static IReadOnlyList<CalibrationBin> Of(IEnumerable<ScoredImage> images) =>
    [.. images.GroupBy(BinOf).OrderBy(bin => bin.Key).Select(bin => new CalibrationBin(
        bin.Key / (double)Bins,
        (bin.Key + 1) / (double)Bins,
        bin.Sum(image => image.Weight),
        bin.Sum(image => image.Weight * image.Confidence) / bin.Sum(image => image.Weight),
        bin.Sum(image => image.IsRight ? image.Weight : 0) / bin.Sum(image => image.Weight)))];

    /// <summary>Prepares the expected calibration error: the mean over the images of their bin's |accuracy − confidence|.</summary>
    public static Func<double[], double> PrepareEce(IReadOnlyList<ScoredImage> images)
    {
        (int Bin, double Confidence, int Right)[] prepared =
            [.. images.Select(image => (BinOf(image), (double)image.Confidence, image.IsRight ? 1 : 0))];
        return weights =>
        {
            Span<double> count = stackalloc double[Bins];
            Span<double> right = stackalloc double[Bins];
            Span<double> confidence = stackalloc double[Bins];
            for (int i = 0; i < prepared.Length; i++)
            {
                int bin = prepared[i].Bin;
                count[bin] += weights[i];
                right[bin] += weights[i] * prepared[i].Right;
                confidence[bin] += weights[i] * prepared[i].Confidence;
            }

            double sum = 0;
            for (int bin = 0; bin < Bins; bin++)
            {
                sum += count[bin] == 0 ? 0 : count[bin] * Math.Abs((right[bin] / count[bin]) - (confidence[bin] / count[bin]));
            }

            return sum / weights.Sum();
        };
    }

    private static int BinOf(ScoredImage image) => Math.Clamp((int)(image.Confidence * Bins), 0, Bins - 1);
}
