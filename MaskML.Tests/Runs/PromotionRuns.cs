using MaskML.Predict.Errors;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Runs;

/// <summary>
/// Three runs on the same images, trained once for all tests of promotion: two that are equally good, and one that gets everything wrong.
/// </summary>
public sealed class PromotionRuns : IAsyncLifetime, IDisposable
{
    private readonly TrainingFolder folder = new(40);

    public string Config => folder.Config;

    public string Data => folder.Data;

    public string One { get; private set; } = "";

    public string Other { get; private set; } = "";

    public string Bad { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        One = await TrainAsync();
        Other = await TrainAsync("--set", "head.maxIterations=150");
        Bad = await TrainAsync("--set", "head.maxIterations=151");
        Spoil(Path.Combine(Bad, "predictions.csv"));
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    public void Dispose() => folder.Dispose();

    private async Task<string> TrainAsync(params string[] args)
    {
        string[] before = folder.RunFolders;
        CommandLine line = await folder.TrainAsync(["--set", "report.learningCurve=false", .. args]);
        Assert.True(line.ExitCode == ExitCodes.Done, line.Error);
        return folder.RunFolders.Except(before).Single();
    }

    /// <summary>Turns every answer around, as a model that has learnt the wrong thing would have it.</summary>
    private static void Spoil(string predictions)
    {
        string[] rows = File.ReadAllLines(predictions);
        File.WriteAllLines(predictions, rows.Select((row, i) => i == 0 ? row : Turn(row.Split(','))));

        static string Turn(string[] cells)
        {
            bool masked = cells[2] == TrainingFolder.TwoLabels[0];
            return string.Join(
                ',', [.. cells[..3], TrainingFolder.TwoLabels[masked ? 1 : 0], masked ? "0.1" : "0.9", masked ? "0.9" : "0.1"]);
        }
    }
}
