using System.Diagnostics;
using System.Globalization;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Bench.Reload;

/// <summary>
/// Both pools under load while another process replaces, damages and deletes their file. After each change the pools must be where
/// the file is, or stay where they were, before the next one comes.
/// </summary>
internal sealed class ReloadStress : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly string[] models;
    private readonly string folder;
    private readonly KnownModels known;
    private readonly Shell shell;
    private readonly ServiceProvider provider;
    private readonly PredictionEnginePool<CropRow, CropScores> engines;
    private readonly MaskModelPool pool;
    private readonly CancellationTokenSource stop = new();
    private readonly Task running;
    private int number;
    private int live;

    private ReloadStress(string folder, IReadOnlyList<string> models, KnownModels known, Shell shell, ServiceProvider provider, int callers)
    {
        this.folder = folder;
        this.models = [.. models];
        this.known = known;
        this.shell = shell;
        this.provider = provider;
        engines = provider.GetRequiredService<PredictionEnginePool<CropRow, CropScores>>();
        pool = provider.GetRequiredService<MaskModelPool>();
        Callers = new Callers(engines, pool, known, stop.Token);
        running = Callers.RunAsync(callers);
    }

    /// <summary>The callers.</summary>
    public Callers Callers { get; }

    /// <summary>Puts the first model into place, starts the pools and the callers.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="models">Models that answer differently.</param>
    /// <param name="known">Their answers; they become the result's.</param>
    /// <param name="callers">How many ask at the same time.</param>
    /// <param name="events">Whether the system's events are used besides looking.</param>
    public static async Task<ReloadStress> StartAsync(string folder, IReadOnlyList<string> models, KnownModels known, int callers, bool events)
    {
        var shell = new Shell(folder);
        shell.Run($"cp '{models[0]}' {FileChange.LiveFile}");
        string path = Path.Combine(folder, FileChange.LiveFile);
        var reload = new ReloadOptions
        {
            Settle = TimeSpan.FromMilliseconds(25),
            PollInterval = TimeSpan.FromMilliseconds(events ? 500 : 50),
            UseFileEvents = events,
        };
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropRow, CropScores>().FromFile(path).Configure(o => (o.Reload, o.MaxWait) = (reload, Patience));
        services.AddMaskML(o => (o.Model, o.Predict, o.Reload, o.MaxWait) = (path, new PredictOptions { Detector = "none" }, reload, Patience));
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PredictionEnginePool<CropRow, CropScores>>().StartAsync();
        await provider.GetRequiredService<MaskModelPool>().StartAsync();
        return new ReloadStress(folder, models, known, shell, provider, callers);
    }

    /// <summary>Replaces the file and waits until both pools follow.</summary>
    public void Replace(FileChange change)
    {
        live = (live + 1) % models.Length;
        Do(change, models[live]);
        Wait(change, model => model.Current!.Sha256 == known.Hashes[live] && model.Health.State == ModelState.Healthy);
    }

    /// <summary>Spoils the file and waits until both pools have refused it.</summary>
    public void Spoil(FileChange change)
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        Do(change, models[live]);
        Wait(change, model => model.Health is { State: ModelState.Degraded, LastFailure: { } failure } && failure.At >= before);
        if (engines.Current!.Sha256 != known.Hashes[live] || pool.Current!.Sha256 != known.Hashes[live])
        {
            throw new InvalidOperationException($"After '{change.Name}' another model is live.");
        }
    }

    /// <summary>Replaces the file by bytes and waits until both pools have refused them.</summary>
    public void Spoil(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, "spoilt.tmp"), bytes);
        Spoil(new FileChange(name, false, $"mv -f spoilt.tmp {FileChange.LiveFile}"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await running;
        await provider.DisposeAsync();
        shell.Dispose();
        known.Dispose();
        stop.Dispose();
    }

    private void Do(FileChange change, string model) =>
        shell.Run(string.Create(CultureInfo.InvariantCulture, $"m='{model}' && n={++number} && {change.Command}"));

    private void Wait(FileChange change, Func<ILiveModel, bool> reached)
    {
        long start = Stopwatch.GetTimestamp();
        foreach (ILiveModel model in new[] { engines.GetLiveModel(), pool.Live })
        {
            while (!reached(model))
            {
                if (Stopwatch.GetElapsedTime(start) > Patience || Callers.Failure is not null)
                {
                    throw new InvalidOperationException(
                        $"After '{change.Name}' number {number}: {model.Current?.Sha256[..8]}, {model.Health.State}, {model.Health.LastFailure?.Reason}; wanted {known.Hashes[live][..8]}. {Callers.Failure}");
                }

                Thread.Sleep(2);
            }
        }
    }
}
