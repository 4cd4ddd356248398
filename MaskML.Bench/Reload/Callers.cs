using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Pooling;

namespace MaskML.Bench.Reload;

/// <summary>Callers that ask both pools without a pause, hold on to what they rented now and then, and check every answer.</summary>
internal sealed class Callers(
    PredictionEnginePool<CropRow, CropScores> engines, MaskModelPool models, KnownModels known, CancellationToken stop)
{
    private const int HoldOneIn = 20;

    private long answers;
    private long wrong;
    private string? failure;

    /// <summary>Answers so far.</summary>
    public long Answers => Interlocked.Read(ref answers);

    /// <summary>Answers that the model they name does not give.</summary>
    public long Wrong => Interlocked.Read(ref wrong);

    /// <summary>The first failure; null if there was none.</summary>
    public string? Failure => Volatile.Read(ref failure);

    /// <summary>Starts so many of them; ends when they are stopped.</summary>
    public Task RunAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => CallAsync(i))));

    private async Task CallAsync(int seed)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await (seed % 2 == 0 ? AskEngineAsync(random) : AskModelAsync(random));
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                Interlocked.CompareExchange(ref failure, e.ToString(), null);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task AskEngineAsync(Random random)
    {
        using EngineLease<CropRow, CropScores> lease = await engines.RentAsync(stop);
        await HoldAsync(random);
        int crop = random.Next(known.Crops.Count);
        using var image = CropTensor.ToMLImage(known.Crops[crop]);
        Check(lease.Model.Sha256, crop, lease.Engine.Predict(new CropRow { Image = image }).Score);
    }

    private async Task AskModelAsync(Random random)
    {
        using MaskModelLease lease = await models.RentAsync(stop);
        await HoldAsync(random);
        int crop = random.Next(known.Crops.Count);
        Check(lease.Info.Sha256, crop, lease.Model.Score([known.Crops[crop]])[0]);
    }

    private Task HoldAsync(Random random) => random.Next(HoldOneIn) == 0 ? Task.Delay(random.Next(1, 30), stop) : Task.CompletedTask;

    private void Check(string sha256, int crop, float[] scores)
    {
        Interlocked.Increment(ref answers);
        if (!known.Gives(sha256, crop, scores))
        {
            Interlocked.Increment(ref wrong);
        }
    }
}
