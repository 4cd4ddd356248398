using System.Diagnostics;
using MaskML.Predict.Configuration;
using MaskML.Predict.Files;
using MaskML.Predict.Imaging;
using MaskML.Predict.Modeling;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using MaskML.Train.Heads;
using MaskML.Train.Reports;
using MaskML.Train.Runs;

namespace MaskML.Bench;

/// <summary>A training against its lower bound: decoding the files, and the bare session on as many views, each on all cores.</summary>
internal static class RetrainBench
{
    /// <summary>Measures and prints.</summary>
    public static void Run(string folder, Func<(string, string?)[], LoadedConfig> load, TextWriter output, CancellationToken stop)
    {
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        LoadedConfig loaded = load(
        [
            ("data.sources", folder), ("runs", Path.Combine(scratch.Path, "runs")), ("cache.directory", Path.Combine(scratch.Path, "cache")),
        ]);
        IReadOnlyList<ImageFile> files = DatasetScanner.Scan(loaded.Config.Data, stop).Files;
        foreach (ImageFile file in files)
        {
            File.ReadAllBytes(file.Path); // Into the system's file cache, for all that follows.
        }

        RunReport cold = Train(loaded, stop);
        RunReport warm = Train(loaded, stop);
        int training = cold.Data.Splits["train"].Values.Sum();
        int views = (training * (1 + loaded.Config.Views.Count)) + cold.Validation.Count + cold.Test.Count;
        double decode = Seconds(() => Decode(files, loaded.Config.Data.MaxMegapixels, stop));
        double session = Seconds(() => RunSession(loaded.Config.Backbone, views, stop));
        output.WriteLine(FormattableString.Invariant($"files {files.Count}, views {views}, test accuracy {cold.Test.Accuracy:P2}"));
        output.WriteLine(FormattableString.Invariant($"decode only                {decode,7:0.00} s"));
        output.WriteLine(FormattableString.Invariant($"bare session only          {session,7:0.00} s"));
        Print("cold", cold);
        Print("warm", warm);

        void Print(string name, RunReport report) => output.WriteLine(FormattableString.Invariant(
            $"{name} run                   {report.Timings.Total,7:0.00} s  {report.Timings.Total / (decode + session),5:0.00}x the bound; decode {report.Timings.Decode:0.00}, features {report.Timings.Features:0.00} (decode + features {(report.Timings.Decode + report.Timings.Features) / (decode + session):0.00}x), head {report.Timings.Head:0.00}"));
    }

    private static RunReport Train(LoadedConfig loaded, CancellationToken stop) =>
        new TrainRun(loaded, NullProgress.Instance, _ => { }, TimeProvider.System).Run(stop).Report;

    private static double Seconds(Action work)
    {
        var watch = Stopwatch.StartNew();
        work();
        return watch.Elapsed.TotalSeconds;
    }

    private static void Decode(IReadOnlyList<ImageFile> files, double maxMegapixels, CancellationToken stop) => Parallel.ForEach(
        files,
        new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop },
        file =>
        {
            try
            {
                ImageDecoder.Read(file.Path, maxMegapixels).Dispose();
            }
            catch (ImageException)
            {
                // The training skips it, too.
            }
        });

    private static void RunSession(string name, int views, CancellationToken stop)
    {
        using Backbone backbone = Backbone.Open(name);
        int batch = ImageTransferOptions.DefaultBatchSize;
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop };
        Parallel.For(
            0,
            (views + batch - 1) / batch,
            options,
            () => (new float[batch * CropTensor.Length(backbone.InputSize)], new float[batch * backbone.FeatureCount]),
            (_, _, buffers) =>
            {
                backbone.Run(buffers.Item1, batch, buffers.Item2);
                return buffers;
            },
            _ => { });
    }
}
