using MaskML.Train.Metrics;

namespace MaskML.Tests.Metrics;

/// <summary>Made-up predictions.</summary>
internal static class Predictions
{
    public static ScoredImage Of(int actual, params float[] scores) => new("x.jpg", "test", actual, scores);

    public static string[] Labels(int count) => [.. Enumerable.Range(0, count).Select(i => $"label_{i}")];

    /// <summary>The ROC area of images of two labels.</summary>
    public static double? RocArea(ScoredImage[] images) => ClassificationMetrics.Of(Labels(2), images).RocAuc;

    /// <summary>Random ones of two to five labels; a third of the sets has few different scores, so that many are tied.</summary>
    public static (string[] Labels, ScoredImage[] Images) Random(int seed, int? labels = null)
    {
        var random = new Random(seed);
        int count = labels ?? random.Next(2, 6);
        int levels = random.Next(3) == 0 ? 3 : 1000;
        return (Labels(count), [.. Enumerable.Range(0, random.Next(1, 120)).Select(_ => Image(random, count, levels))]);
    }

    private static ScoredImage Image(Random random, int labels, int levels)
    {
        double[] raw = [.. Enumerable.Range(0, labels).Select(_ => random.Next(1, levels + 1) / (double)levels)];
        return Of(random.Next(labels), [.. raw.Select(r => (float)(r / raw.Sum()))]);
    }
}
