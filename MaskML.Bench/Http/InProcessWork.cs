using System.Diagnostics;
using MaskML.Cli.Configuration;
using MaskML.Predict.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Bench.Http;

/// <summary>The work of the service for a photo, done in this process.</summary>
internal sealed class InProcessWork : IAsyncDisposable
{
    private readonly ServiceProvider provider;
    private readonly IReadOnlyList<byte[]> photos;
    private readonly DetectOptions options;

    /// <summary>Creates the same services as the server.</summary>
    public InProcessWork(MaskMLConfig config, string detector, IReadOnlyList<byte[]> photos)
    {
        this.photos = photos;
        options = new DetectOptions { Detector = detector };
        var services = new ServiceCollection();
        services.AddMaskML(own =>
        {
            config.Apply(own);
            own.Concurrency = Environment.ProcessorCount;
            own.MaxWait = TimeSpan.FromMinutes(1);
        });
        provider = services.BuildServiceProvider();
    }

    /// <summary>Photos a second with a number of callers, each sending the next photo as soon as it has an answer.</summary>
    public async Task<double> RateAsync(int callers, TimeSpan duration)
    {
        IMaskDetector detector = provider.GetRequiredService<IMaskDetector>();
        int count = 0;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                await detector.DetectAsync(photos[Interlocked.Increment(ref count) % photos.Count], options).ConfigureAwait(false);
            }
        }))).ConfigureAwait(false);
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => provider.DisposeAsync();
}
