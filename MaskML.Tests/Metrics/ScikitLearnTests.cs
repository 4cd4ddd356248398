using System.Diagnostics;
using System.Text.Json;
using MaskML.Tests.Support;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Metrics;

/// <summary>The figures of random predictions against scikit-learn itself, where Debian's python3-sklearn is installed.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class ScikitLearnTests
{
    private const string Python = "/usr/bin/python3";
    private const int Cases = 60;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    [Fact]
    public async Task Metrics_of_random_predictions_equal_those_of_scikit_learn()
    {
        (string[] Labels, ScoredImage[] Images)[] cases =
            [.. Enumerable.Range(0, Cases).Select(seed => Predictions.Random(seed, seed % 2 == 0 ? 2 : null))];
        JsonElement[] answers = await AskAsync(
            cases.Select(
                c => new { labels = c.Labels.Length, actual = c.Images.Select(i => i.Actual), scores = c.Images.Select(i => i.Scores) }));
        Assert.Equal(Cases, answers.Length);
        foreach (((string[] labels, ScoredImage[] images), JsonElement expected) in cases.Zip(answers))
        {
            var metrics = ClassificationMetrics.Of(labels, images);
            Assert.Equal(expected.GetProperty("accuracy").GetDouble(), metrics.Accuracy, 1e-12);
            Assert.Equal(expected.GetProperty("macroAccuracy").GetDouble(), metrics.MacroAccuracy, 1e-12);
            Assert.Equal(expected.GetProperty("logLoss").GetDouble(), metrics.LogLoss, 1e-6);
            AssertSame(expected.GetProperty("rocAuc"), metrics.RocAuc, 1e-12);
            if (expected.GetProperty("brier").ValueKind == JsonValueKind.Number)
            {
                AssertSame(expected.GetProperty("brier"), metrics.Brier, 1e-6);
            }

            for (int label = 0; label < labels.Length; label++)
            {
                LabelMetrics m = metrics.PerLabel[labels[label]];
                AssertSame(expected.GetProperty("precision")[label], m.Precision, 1e-12);
                AssertSame(expected.GetProperty("recall")[label], m.Recall, 1e-12);
                AssertSame(expected.GetProperty("f1")[label], m.F1, 1e-12);
                Assert.Equal(expected.GetProperty("support")[label].GetDouble(), m.Support);
                AssertSame(
                    expected.GetProperty("averagePrecision")[label],
                    ThresholdCurve.AveragePrecision(ThresholdCurve.Of(images, label)),
                    1e-12);
            }
        }
    }

    private static void AssertSame(JsonElement expected, double? actual, double tolerance)
    {
        Assert.Equal(expected.ValueKind == JsonValueKind.Null, actual is null);
        Assert.Equal(expected.ValueKind == JsonValueKind.Null ? 0 : expected.GetDouble(), actual ?? 0, tolerance);
    }

    private static async Task<JsonElement[]> AskAsync<T>(T cases)
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not here.");
        using Process trial = Process.Start(new ProcessStartInfo(Python, ["-c", "import sklearn"]) { RedirectStandardError = true })!;
        await trial.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await trial.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.SkipUnless(trial.ExitCode == 0, $"{Python} has no scikit-learn (Debian: python3-sklearn).");

        string script = Path.Combine(AppContext.BaseDirectory, "Metrics", "Assets", "sklearn_scores.py");
        using Process python = Process.Start(
            new ProcessStartInfo(Python, [script]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await python.StandardInput.WriteAsync(JsonSerializer.Serialize(cases, Json));
        python.StandardInput.Close();
        string output = await python.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await python.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, python.ExitCode);
        return JsonSerializer.Deserialize<JsonElement[]>(output)!;
    }
}
