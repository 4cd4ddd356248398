using MaskML.Predict.Imaging;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Runs;

namespace MaskML.Bench.Training;

/// <summary>
/// Measures a training against its lower bound: decoding the files, cutting the crops, drawing the views, and running the bare session on
/// them, each on all cores.
/// </summary>
/// <param name="folder">The images; null for the training images of face-mask-12k.</param>
internal sealed class RetrainBench(string? folder = null) : IBench
{
    private const string Bound = "lower bound: decoding, crops, views and the bare session";
    private const string Wall = "wall";
    private const string Cpu = "CPU";
    private const string Early = "decode + features";
    private const int Rounds = 2;

    private static readonly int Cores = Environment.ProcessorCount;

    /// <inheritdoc/>
    public string Name => "retrain";

    /// <inheritdoc/>
    public string Title => "a training, cold and warm, and what its parts take alone, each on all cores";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        string images = folder ?? BenchSetup.Shared("data/face-mask-12k/Train");
        using var training = new Retraining(setup, images);
        IReadOnlyList<ImageFile> files = training.ReadFiles(cancellationToken);
        (RunReport Report, Cost Cost) cold = training.Train(cancellationToken);
        (RunReport Report, Cost Cost) warm = training.Train(cancellationToken);
        using var program = new Retraining(setup, images);
        Cost coldProgram = await program.TrainAsProgramAsync().ConfigureAwait(false);
        Cost warmProgram = await program.TrainAsProgramAsync().ConfigureAwait(false);
        int trained = cold.Report.Data.Splits["train"].Values.Sum();
        int views = (trained * (1 + training.Config.Views.Count)) + cold.Report.Validation.Count + cold.Report.Test.Count;
        using Backbone backbone = Backbone.Open(training.Config.Backbone);
        var parts = new Parts(files, backbone, training.Config, cancellationToken);
        Cost read = Fastest(() => parts.Read(0));
        Cost decode = Fastest(() => parts.Read(views));
        Cost session = Fastest(() => parts.RunSession(views));
        double bound = decode.Seconds + session.Seconds;
        Add("decoding alone", read);
        Add("decoding, crops and views alone", decode);
        Add("the bare session alone", session);
        Add(Bound, new Cost(bound, decode.CpuSeconds + session.CpuSeconds));
        sheet.Add(Bound, Early, bound, "s");
        AddRun("cold run", cold);
        AddRun("warm run", warm);
        sheet.Add("cold run of the program, with its start", Wall, coldProgram.Seconds, "s", Bound);
        sheet.Add("warm run of the program, with its start", Wall, warmProgram.Seconds, "s", Bound);
        sheet.Note($"{files.Count} files, {views} views, test accuracy {cold.Report.Test.Accuracy:P2}; "
            + "files cached by the system; wall time with the report's files");

        void Add(string subject, Cost cost)
        {
            string? baseline = sheet.Rows.Any(row => row.Subject == Bound) ? Bound : null;
            sheet.Add(subject, Wall, cost.Seconds, "s", baseline);
            sheet.Add(subject, Cpu, cost.CpuSeconds, "s", baseline);
        }

        void AddRun(string subject, (RunReport Report, Cost Cost) run)
        {
            Add(subject, run.Cost);
            Train.Runs.RunTimings t = run.Report.Timings;
            sheet.Add(subject, Early, t.Decode + t.Features, "s", Bound);
            sheet.Add(subject, "decode", t.Decode, "s");
            sheet.Add(subject, "features", t.Features, "s");
            sheet.Add(subject, "head", t.Head, "s");
            sheet.Add(subject, "curve", t.LearningCurve, "s");
            sheet.Add(subject, "report and rest", run.Cost.Seconds - t.Decode - t.Features - t.Head - t.LearningCurve, "s");
        }
    }

    // The fastest of several rounds has the least noise.
    private static Cost Fastest(Action work) => Enumerable.Range(0, Rounds).Select(_ => Cost.Of(work)).MinBy(cost => cost.Seconds)!;

    /// <summary>The parts of a training, each alone.</summary>
    private sealed class Parts(
        IReadOnlyList<ImageFile> files, Backbone backbone, Cli.Configuration.MaskMLConfig config, CancellationToken cancellationToken)
    {
        private readonly ParallelOptions options = new() { MaxDegreeOfParallelism = Cores, CancellationToken = cancellationToken };

        /// <summary>Decodes the files, and draws crops and views until there are enough.</summary>
        public void Read(int views)
        {
            var crops = new CropSource(new Cropper(backbone.InputSize, config.Crop.Margin), config.Data.MaxMegapixels);
            var plan = new ViewPlan(config.Views, config.Seed);
            int drawn = 0;
            Parallel.ForEach(files, options, file =>
            {
                using Mat? picture = Open(file);
                if (picture is null || views == 0)
                {
                    return;
                }

                foreach (Target target in file.Targets)
                {
                    using Mat crop = crops.Cut(picture, target.Box);
                    for (int view = 1; view <= config.Views.Count && Interlocked.Increment(ref drawn) <= views - files.Count; view++)
                    {
                        plan[new byte[32], view].Render(crop).Dispose();
                    }
                }
            });
        }

        public void RunSession(int views)
        {
            int batch = FeatureExtractor.DefaultBatchSize;
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

        private Mat? Open(ImageFile file)
        {
            try
            {
                return ImageDecoder.Read(file.Path, config.Data.MaxMegapixels);
            }
            catch (ImageException)
            {
                return null; // The training skips it too.
            }
        }
    }
}
