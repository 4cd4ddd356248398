using System.Diagnostics;
using MaskML.Bench.Reload;
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Modeling;
using MaskML.Predict.Pooling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace MaskML.Bench;

/// <summary>
/// One face through the pools against the bare session on a tensor that is ready: the batched way, which also fills the tensor and
/// scores the features, and ML.NET's own engine.
/// </summary>
internal sealed class PoolBench : IAsyncDisposable
{
    private const int ManyCallers = 8;
    private const int Rounds = 21;
    private const int WarmUp = 2;
    private static readonly int[] BareCallers = [1, 2, 4, ManyCallers];
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(0.15);

    private readonly ServiceProvider provider;
    private readonly InferenceSession session;
    private readonly Mat crop;

    private PoolBench(ServiceProvider provider, ModelArchive archive)
    {
        this.provider = provider;
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        session = new InferenceSession(archive.Onnx, options);
        int size = archive.Manifest.Crop.Size;
        crop = new Mat(size, size, MatType.CV_8UC3);
        Cv2.Randu(crop, Scalar.All(0), Scalar.All(256));
    }

    /// <summary>Measures and prints.</summary>
    public static async Task RunAsync(string model, TextWriter output, CancellationToken stop)
    {
        ModelArchive archive = ModelArchive.Read(model);
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropRow, CropScores>().FromFile(model);
        services.AddMaskML(o => (o.Model, o.Detector) = (model, "none"));
        PoolBench bench = new(services.BuildServiceProvider(), archive);
        await using (bench.ConfigureAwait(false))
        {
            Row[] bare = [.. BareCallers.Select(callers => new Row("bare session", callers, bench.BareAsync))];
            Row[] own =
            [
                new("pool, batched", 1, bench.BatchedAsync), new("pool, batched", ManyCallers, bench.BatchedAsync),
                new("pool, stock engine", 1, bench.StockAsync), new("pool, stock engine", ManyCallers, bench.StockAsync),
            ];
            for (int round = -WarmUp; round < Rounds; round++)
            {
                // The rows take turns, so that a machine that changes its speed changes it for all.
                foreach (Row row in bare.Concat(own))
                {
                    stop.ThrowIfCancellationRequested();
                    double rate = await row.Rate(row.Callers).ConfigureAwait(false);
                    if (round >= 0)
                    {
                        row.Samples.Add(rate);
                    }
                }
            }

            Print(bare, own, output);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await provider.DisposeAsync().ConfigureAwait(false);
        session.Dispose();
        crop.Dispose();
    }

    private static void Print(Row[] bare, Row[] own, TextWriter output)
    {
        Row best = bare.MaxBy(row => Median(row.Samples))!;
        output.WriteLine("way                  callers  faces/s  ms/face  throughput against bare, same round");
        foreach (Row row in bare.Concat(own))
        {
            // One caller against one caller, several against the bare session at its best. Ratios are taken within a round.
            Row rival = row.Callers == 1 ? bare[0] : best;
            double ratio = Median(row.Samples.Zip(rival.Samples, (mine, other) => mine / other));
            double rate = Median(row.Samples);
            output.WriteLine(FormattableString.Invariant(
                $"{row.Name,-20} {row.Callers,7}  {rate,7:0}  {1000 / rate,7:0.000}  {ratio:0.00}x of {rival.Callers} caller{(rival.Callers == 1 ? "" : "s")} (time {1 / ratio:0.00}x)"));
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private Task<double> BareAsync(int callers) => RateAsync(callers, () =>
    {
        float[] input = new float[CropTensor.Length(crop.Rows)];
        CropTensor.Write(crop, input);
        OrtValue[] from = [OrtValue.CreateTensorValueFromMemory(input, [1, 3, crop.Rows, crop.Cols])];
        string[] inputs = [.. session.InputNames];
        string[] outputs = [.. session.OutputNames];
        var options = new RunOptions();
        return () =>
        {
            session.Run(options, inputs, from, outputs).Dispose();
            return Task.CompletedTask;
        };
    });

    private Task<double> BatchedAsync(int callers)
    {
        MaskModelPool pool = provider.GetRequiredService<MaskModelPool>();
        Mat[] crops = [crop];
        return RateAsync(callers, () => async () =>
        {
            using MaskModelLease lease = await pool.RentAsync().ConfigureAwait(false);
            lease.Model.Score(crops);
        });
    }

    private Task<double> StockAsync(int callers)
    {
        PredictionEnginePool<CropRow, CropScores> pool = provider.GetRequiredService<PredictionEnginePool<CropRow, CropScores>>();
        return RateAsync(callers, () => async () =>
        {
            using EngineLease<CropRow, CropScores> lease = await pool.RentAsync().ConfigureAwait(false);
            using var image = CropTensor.ToMLImage(crop);
            lease.Engine.Predict(new CropRow { Image = image });
        });
    }

    // Faces a second of so many callers that ask without a pause.
    private static async Task<double> RateAsync(int callers, Func<Func<Task>> caller)
    {
        long faces = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            Func<Task> ask = caller();
            while (Stopwatch.GetElapsedTime(start) < Round)
            {
                await ask().ConfigureAwait(false);
                Interlocked.Increment(ref faces);
            }
        }))).ConfigureAwait(false);
        return faces / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private sealed record Row(string Name, int Callers, Func<int, Task<double>> Rate)
    {
        // Faces a second, one value for each round.
        public List<double> Samples { get; } = [];
    }
}
