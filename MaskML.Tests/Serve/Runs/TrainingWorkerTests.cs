using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Predict.Progress;
using MaskML.Serve.Contracts;
using MaskML.Serve.Runs;
using MaskML.Serve.Trainings;
using MaskML.Tests.Support;
using MaskML.Train.Promotion;
using MaskML.Train.Runs;
using Xunit;

namespace MaskML.Tests.Serve.Runs;

/// <summary>Tests of the lines that a training for the service writes.</summary>
public sealed class TrainingWorkerTests : IDisposable
{
    private readonly TrainingFolder folder = new(20);

    private TrainOptions Options => ConfigLoader.Load(folder.Config, new Dictionary<string, string>(), []).Training;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Comparison_comes_before_learning_curve_and_run_and_is_that_of_the_complete_run()
    {
        File.WriteAllBytes(folder.Place("live.zip"), TinyModel.Variants[0]);
        List<WorkerLine> lines = Run();
        WorkerLine told = lines.Single(line => line.Comparison is not null);
        Assert.True(lines.IndexOf(told) < lines.FindIndex(line => line.Phase == "curve"));
        var run = StoredRun.Read(folder.RunFolders.Single());
        Assert.Equal(run.Report.Run, lines[^1].Run);
        var promoter = new Promoter(Options, NullProgress.Instance, TimeProvider.System) { LiveName = RunLibrary.Live };
        var later = ComparisonAnswer.Of(promoter.Compare(run, null, default), run.ReadTest(), new ServerPaths(Options).Remove);
        Assert.True(later.Images > 0);
        Assert.Equal(JsonSerializer.Serialize(later, ServeJson.Default.ComparisonAnswer), told.Comparison!.Value.GetRawText());
    }

    [Fact]
    public void Live_model_that_cannot_be_read_does_not_lose_the_run()
    {
        File.WriteAllText(folder.Place("live.zip"), "no zip");
        List<WorkerLine> lines = Run();
        Assert.Contains("live.zip", lines.Single(line => line.NotComparable is not null).NotComparable, StringComparison.Ordinal);
        Assert.Equal(Path.GetFileName(folder.RunFolders.Single()), lines[^1].Run);
    }

    private List<WorkerLine> Run()
    {
        using var output = new StringWriter();
        using var input = new OpenInput();
        new TrainingWorker(Options, input, output).Run(default);
        return [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonSerializer.Deserialize(line, ServeJson.Default.WorkerLine)!)];
    }

    /// <summary>An input that does not end, which would cancel the training.</summary>
    private sealed class OpenInput : TextReader
    {
        private readonly ManualResetEventSlim closed = new();

        public override string? ReadLine()
        {
            closed.Wait();
            return null;
        }

        protected override void Dispose(bool disposing)
        {
            closed.Set();
            base.Dispose(disposing);
        }
    }
}
