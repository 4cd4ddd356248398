using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Pooling;

namespace MaskML.Tests.Pooling.Stress;

/// <summary>Callers that use both pools without a pause, sometimes keep a lease for a while, and check every answer.</summary>
internal sealed class Callers(
    PredictionEnginePool<CropInput, CropOutput> engines, MaskModelPool models, KnownModels known, CancellationToken cancellationToken)
{
    private const int KeepOneIn = 20;

    private long answers;
    private long wrong;
    private string? failure;

    /// <summary>Number of answers so far.</summary>
    public long Answers => Interlocked.Read(ref answers);

    /// <summary>Answers that differ from those of the model that they name.</summary>
    public long Wrong => Interlocked.Read(ref wrong);

    /// <summary>The first failure; null if there was none.</summary>
    public string? Failure => Volatile.Read(ref failure);

    /// <summary>Starts a number of callers. The task ends when they are cancelled.</summary>
    public Task RunAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(i => Task.Run(() => CallAsync(i))));

    private async Task CallAsync(int seed)
    {
        var random = new Random(seed);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await (seed % 2 == 0 ? AskEngineAsync(random) : AskModelAsync(random));
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
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
        using EngineLease<CropInput, CropOutput> lease = await engines.RentAsync(cancellationToken);
        await KeepAsync(random);
        int crop = random.Next(known.Crops.Count);
        using var image = CropTensor.ToMLImage(known.Crops[crop]);
        Check(lease.Model.Sha256, crop, lease.Engine.Predict(new CropInput { Image = image }).Score);
    }

    private async Task AskModelAsync(Random random)
    {
        using MaskModelLease lease = await models.RentAsync(cancellationToken);
        await KeepAsync(random);
        int crop = random.Next(known.Crops.Count);
        Check(lease.Info.Sha256, crop, lease.Model.Score([known.Crops[crop]])[0]);
    }

    private Task KeepAsync(Random random) =>
        random.Next(KeepOneIn) == 0 ? Task.Delay(random.Next(1, 30), cancellationToken) : Task.CompletedTask;

    private void Check(string sha256, int crop, float[] scores)
    {
        Interlocked.Increment(ref answers);
        if (!known.Gives(sha256, crop, scores))
        {
            Interlocked.Increment(ref wrong);
        }
    }
}
