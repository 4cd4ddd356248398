using System.Globalization;
using MaskML.Train.Metrics;

namespace MaskML.Serve.Review;

/// <summary>Accuracy in the field. Only crops drawn at random count: those that the model is unsure of are more often wrong.</summary>
internal static class FieldFigures
{
    /// <summary>Computes the figures.</summary>
    public static ReviewFiguresAnswer Of(IReadOnlyList<ReviewedCrop> crops)
    {
        ReviewedCrop[] random = [.. crops.Where(crop => crop.Crop.Reason == ReviewReason.Random)];
        ReviewedCrop[] labelled = [.. random.Where(crop => crop.IsLabelled)];
        ReviewFigure all = Figure("all", labelled);
        return new ReviewFiguresAnswer(
            all,
            labelled.Length == 0 ? null : More(all),
            random.Count(crop => crop.Answer is null),
            random.Count(crop => crop.Answer == ReviewEntry.NoFace),
            By(labelled, crop => crop.Answer!),
            By(labelled, crop => Week(crop.Crop.Time.UtcDateTime)),
            By(labelled, crop => crop.Crop.Source));
    }

    // At the same accuracy.
    private static int More(ReviewFigure all)
    {
        double half = Width(WilsonInterval.Of(all.Right, all.Count)) / 2;
        int more = 1;
        while (Width(WilsonInterval.Of(all.Accuracy!.Value * (all.Count + more), all.Count + more)) > half)
        {
            more++;
        }

        return more;
    }

    private static double Width(double[] interval) => interval[1] - interval[0];

    private static string Week(DateTime time) =>
        string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(time)}-W{ISOWeek.GetWeekOfYear(time):00}");

    private static ReviewFigure[] By(ReviewedCrop[] crops, Func<ReviewedCrop, string> name) =>
        [.. crops.GroupBy(name).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Figure(group.Key, [.. group]))];

    private static ReviewFigure Figure(string name, ReviewedCrop[] crops)
    {
        int right = crops.Count(crop => crop.Answer == crop.Crop.Label);
        return crops.Length == 0
            ? new ReviewFigure(name, 0, 0, null, null)
            : new ReviewFigure(name, crops.Length, right, (double)right / crops.Length, WilsonInterval.Of(right, crops.Length));
    }
}
