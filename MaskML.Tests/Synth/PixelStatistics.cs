using OpenCvSharp;

namespace MaskML.Tests.Synth;

/// <summary>Statistics of pictures that must not separate the labels of a drawn data set.</summary>
internal static class PixelStatistics
{
    /// <summary>All statistics of a file, by name.</summary>
    public static IReadOnlyDictionary<string, double> Of(string path)
    {
        long bytes = new FileInfo(path).Length;
        using Mat picture = Cv2.ImRead(path);
        using Mat grey = picture.CvtColor(ColorConversionCodes.BGR2GRAY);
        using Mat hsv = picture.CvtColor(ColorConversionCodes.BGR2HSV);
        using Mat lab = picture.CvtColor(ColorConversionCodes.BGR2Lab);
        using Mat laplacian = grey.Laplacian(MatType.CV_64F);
        using Mat edges = grey.Canny(60, 140);
        int half = picture.Height / 2;
        Rect upper = new(0, 0, picture.Width, half);
        Rect lower = new(0, half, picture.Width, picture.Height - half);
        Rect middle = new(picture.Width / 4, half, picture.Width / 2, picture.Height / 3);

        var values = new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["width"] = picture.Width,
            ["height"] = picture.Height,
            ["aspect"] = picture.Width / (double)picture.Height,
            ["file bytes"] = bytes,
            ["bytes per pixel"] = bytes / (double)picture.Total(),
            ["brightness"] = Mean(grey),
            ["contrast"] = Deviation(grey),
            ["saturation"] = Mean(hsv, 1),
            ["saturation spread"] = Deviation(hsv, 1),
            ["hue"] = Mean(hsv, 0),
            ["blue mean"] = Mean(picture, 0),
            ["green mean"] = Mean(picture, 1),
            ["red mean"] = Mean(picture, 2),
            ["blue spread"] = Deviation(picture, 0),
            ["green spread"] = Deviation(picture, 1),
            ["red spread"] = Deviation(picture, 2),
            ["red minus blue"] = Mean(picture, 2) - Mean(picture, 0),
            ["edge density"] = Mean(edges),
            ["sharpness"] = Deviation(laplacian),
            ["lower brightness"] = Mean(grey[lower]),
            ["lower - upper brightness"] = Mean(grey[lower]) - Mean(grey[upper]),
            ["lower - upper contrast"] = Deviation(grey[lower]) - Deviation(grey[upper]),
            ["lower - upper saturation"] = Mean(hsv[lower], 1) - Mean(hsv[upper], 1),
            ["lower - upper edges"] = Mean(edges[lower]) - Mean(edges[upper]),
            ["mouth area brightness"] = Mean(grey[middle]),
            ["mouth area saturation"] = Mean(hsv[middle], 1),
            ["mouth area redness"] = Mean(lab[middle], 1),
            ["mouth area contrast"] = Deviation(grey[middle]),
        };
        return values;
    }

    /// <summary>The best accuracy of a threshold on one statistic, in either direction.</summary>
    public static double BestThreshold(IEnumerable<(double Value, bool Label)> samples)
    {
        (double Value, bool Label)[] sorted = [.. samples.OrderBy(sample => sample.Value)];
        int positives = sorted.Count(sample => sample.Label);
        int below = 0;
        double best = 0.5;
        for (int i = 0; i <= sorted.Length; i++)
        {
            if (i == 0 || i == sorted.Length || sorted[i - 1].Value < sorted[i].Value)
            {
                // Right are positives above the threshold and negatives below it, or the other way round.
                int right = positives - below + (i - below);
                best = Math.Max(best, Math.Max(right, sorted.Length - right) / (double)sorted.Length);
            }

            if (i < sorted.Length && sorted[i].Label)
            {
                below++;
            }
        }

        return best;
    }

    private static double Mean(Mat picture, int channel = 0) => Cv2.Mean(picture)[channel];

    private static double Deviation(Mat picture, int channel = 0)
    {
        Cv2.MeanStdDev(picture, out _, out Scalar deviation);
        return deviation[channel];
    }
}
