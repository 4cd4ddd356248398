namespace MaskML.Train.Metrics;

/// <summary>
/// Whether probabilities can be believed: images are put into equally wide bins by the confidence of their likeliest label
/// (C. Guo et al. 2017).
/// </summary>
public static class Calibration
{
    /// <summary>Number of bins.</summary>
    public const int Bins = 15;

    /// <summary>The bins that hold images.</summary>
    /// <param name="images">The images.</param>
    public static IReadOnlyList<CalibrationBin> Of(IEnumerable<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return [.. images
            .GroupBy(BinOf)
            .OrderBy(bin => bin.Key)
            .Select(bin => new CalibrationBin(
                bin.Key / (double)Bins,
                (bin.Key + 1) / (double)Bins,
                bin.Count(),
                bin.Average(image => (double)image.Confidence),
                bin.Count(image => image.Predicted == image.Actual) / (double)bin.Count()))];
    }

    /// <summary>Index of an image's bin.</summary>
    /// <param name="image">The image.</param>
    public static int BinOf(ScoredImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Math.Clamp((int)(image.Confidence * Bins), 0, Bins - 1);
    }

    /// <summary>Expected calibration error: the mean over the images of their bin's |accuracy − confidence|.</summary>
    /// <param name="images">The images; at least one.</param>
    public static double Ece(IReadOnlyCollection<ScoredImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        return Of(images).Sum(bin => bin.Count * Math.Abs(bin.Accuracy - bin.Confidence)) / images.Count;
    }
}
