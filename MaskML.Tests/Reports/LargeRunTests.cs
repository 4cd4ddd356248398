using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Reports;

/// <summary>A hundred thousand predictions: the reports of two runs, and their comparison.</summary>
public sealed class LargeRunTests : IDisposable
{
    private const int Count = 100_000;
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Run_with_a_hundred_thousand_predictions_is_reported_and_compared()
    {
        string old = MadeRun.Write(folder.File("runs"), Blur(MadeRun.Answers(Count, wrongEvery: 25)));
        string @new = MadeRun.Write(folder.File("runs"), Blur(MadeRun.Answers(Count, wrongEvery: 100)));
        CommandLine line = await CommandLine.TrainAsync(
            "compare", old, @new, "--html", folder.File("c.html"), "--markdown", folder.File("c.md"), "--json", folder.File("c.json"));
        Assert.Equal(ExitCodes.Done, line.ExitCode);
        Assert.Contains("better (accuracy +3.00 points, p < 0.0001; 3000 of 100000 images", line.Output, StringComparison.Ordinal);
        Assert.All(
            [Path.Combine(old, "report.html"), Path.Combine(old, "report.md"), folder.File("c.html"), folder.File("c.md")],
            file => Assert.InRange(new FileInfo(file).Length, 1000, 1 << 20));
    }

    /// <summary>Gives each answer a confidence of its own, so that the curves have as many points as there are images.</summary>
    private static (int Actual, float[] Scores)[] Blur((int Actual, float[] Scores)[] answers) =>
    [
        .. answers.Select((answer, i) =>
        {
            float sure = 0.6f + (0.4f * ((i * 7919) % Count) / Count);
            return (answer.Actual, answer.Scores[0] > 0.5f ? new[] { sure, 1 - sure } : [1 - sure, sure]);
        }),
    ];
}
