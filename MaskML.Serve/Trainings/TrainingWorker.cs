using System.Text.Json;
using MaskML.Predict.Errors;
using MaskML.Predict.Progress;
using MaskML.Serve.Runs;
using MaskML.Train.Promotion;
using MaskML.Train.Runs;
using MaskML.Train.Training;

namespace MaskML.Serve.Trainings;

/// <summary>
/// A training for the service, in a process of its own: trains, compares the run with the live model on the same images, and writes what
/// happens as lines that the service reads.
/// </summary>
/// <param name="options">The configuration.</param>
/// <param name="input">Its end cancels the training, so that none outlives its service.</param>
/// <param name="output">Receives the lines.</param>
public sealed class TrainingWorker(TrainOptions options, TextReader input, TextWriter output)
{
    /// <summary>Trains and compares.</summary>
    /// <param name="cancellationToken">Cancels the training; nothing is then published.</param>
    /// <exception cref="MaskMLException">The configuration or the data cannot be used.</exception>
    public void Run(CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        new Thread(() =>
        {
            while (input.ReadLine() is not null)
            {
            }

            stop.Cancel();
        })
        { IsBackground = true }.Start();
        var progress = new WorkerProgress(output);
        var paths = new ServerPaths(options);
        var promoter = new Promoter(options, NullProgress.Instance, TimeProvider.System) { LiveName = RunLibrary.Live };
        var live = new LiveComparison(
            promoter,
            (comparison, test) => progress.Write(new WorkerLine
            {
                Comparison = JsonSerializer.SerializeToElement(
                    ComparisonAnswer.Of(comparison, test, paths.Remove), ServeJson.Default.ComparisonAnswer),
            }),
            reason => progress.Write(new WorkerLine { NotComparable = paths.Remove(reason) }));
        var training = new TrainRun(
            options, progress, text => progress.Write(new WorkerLine { Warning = paths.Remove(text) }), TimeProvider.System)
        { Live = live };
        progress.Write(new WorkerLine { Run = training.Run(stop.Token).Report.Run });
    }
}
