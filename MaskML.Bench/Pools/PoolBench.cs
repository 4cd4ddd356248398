using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Photos;
using MaskML.Predict.Pooling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.OnnxRuntime;

namespace MaskML.Bench.Pools;

/// <summary>
/// Measures one face through the pools against the bare session on a prepared tensor. The batched pool also fills the tensor and
/// scores the features; the other pool lends ML.NET's own engines.
/// </summary>
internal sealed class PoolBench : IBench
{
    private const int ManyCallers = 8;
    private static readonly int[] BareCallers = [1, 2, 4, ManyCallers];
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(0.15);

    /// <inheritdoc/>
    public string Name => "pool";

    /// <inheritdoc/>
    public string Title =>
        "one face through the pools against the bare session, ratios within a round; one caller is compared with one, several with "
        + "the best rate of the bare session";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        using var ways = new Ways(setup.Config.Model);
        Row[] rows =
        [
            .. BareCallers.Select(callers => new Row("bare session", callers, ways.BareAsync)),
            new("pool, batched", 1, ways.BatchedAsync), new("pool, batched", ManyCallers, ways.BatchedAsync),
            new("pool, stock engine", 1, ways.StockAsync), new("pool, stock engine", ManyCallers, ways.StockAsync),
        ];
        IReadOnlyList<IReadOnlyList<double>> rates = await Rounds.AlternateAsync(
            rows, warmUp: 2, setup.Quick ? 7 : 21, row => row.Rate(row.Callers), cancellationToken).ConfigureAwait(false);
        int best = Enumerable.Range(0, BareCallers.Length).MaxBy(i => Rounds.Median(rates[i]));
        for (int i = 0; i < rows.Length; i++)
        {
            int rival = rows[i].Callers == 1 ? 0 : best;
            double rate = Rounds.Median(rates[i]);
            double ratio = Rounds.Median(rates[i].Zip(rates[rival], (mine, other) => mine / other));
            sheet.Add(i == rival
                ? new BenchRow(rows[i].Label, "faces/s", rate, "")
                : new BenchRow(rows[i].Label, "faces/s", rate, "", rows[rival].Label, ratio));
            sheet.Add(rows[i].Label, "a face", 1000 / rate, "ms");
        }
    }

    private sealed record Row(string Name, int Callers, Func<int, Task<double>> Rate)
    {
        public string Label => $"{Name}, {Callers} caller{(Callers == 1 ? "" : "s")}";
    }

    /// <summary>The ways to score a face.</summary>
    private sealed class Ways : IDisposable
    {
        private readonly ServiceProvider provider;
        private readonly InferenceSession session;
        private readonly Mat crop;

        public Ways(string model)
        {
            var services = new ServiceCollection();
            services.AddPredictionEnginePool<CropRow, CropScores>().FromFile(model);
            services.AddMaskML(o => (o.Model, o.Predict) = (model, new PredictOptions { Detector = "none" }));
            provider = services.BuildServiceProvider();
            ModelArchive archive = ModelArchive.Read(model);
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
            session = new InferenceSession(archive.Onnx, options);
            int size = archive.Manifest.Crop.Size;
            crop = new Mat(size, size, MatType.CV_8UC3);
            Cv2.Randu(crop, Scalar.All(0), Scalar.All(256));
        }

        public void Dispose()
        {
            provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
            session.Dispose();
            crop.Dispose();
        }

        public Task<double> BareAsync(int callers) => Rounds.RateAsync(callers, Round, () =>
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

        public Task<double> BatchedAsync(int callers)
        {
            MaskModelPool pool = provider.GetRequiredService<MaskModelPool>();
            Mat[] crops = [crop];
            return Rounds.RateAsync(callers, Round, () => async () =>
            {
                using MaskModelLease lease = await pool.RentAsync().ConfigureAwait(false);
                lease.Model.Score(crops);
            });
        }

        public Task<double> StockAsync(int callers)
        {
            PredictionEnginePool<CropRow, CropScores> pool = provider.GetRequiredService<PredictionEnginePool<CropRow, CropScores>>();
            return Rounds.RateAsync(callers, Round, () => async () =>
            {
                using EngineLease<CropRow, CropScores> lease = await pool.RentAsync().ConfigureAwait(false);
                using var image = CropTensor.ToMLImage(crop);
                lease.Engine.Predict(new CropRow { Image = image });
            });
        }
    }
}
