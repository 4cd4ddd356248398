using System.Diagnostics;
using System.Globalization;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.DependencyInjection;

namespace MaskML.Tests.Pooling.Stress;

/// <summary>
/// Both pools under load while another process replaces, damages and deletes their file. After each change the pools must have
/// loaded the new model, or rejected it and kept the old one, before the next change is made.
/// </summary>
internal sealed class ReloadStress : IAsyncDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private readonly string[] models;
    private readonly string folder;
    private readonly KnownModels known;
    private readonly Shell shell;
    private readonly ServiceProvider provider;
    private readonly PredictionEnginePool<CropInput, CropOutput> engines;
    private readonly MaskModelPool pool;
    private readonly CancellationTokenSource stopping = new();
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
        engines = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        pool = provider.GetRequiredService<MaskModelPool>();
        Callers = new Callers(engines, pool, known, stopping.Token);
        running = Callers.RunAsync(callers);
    }

    /// <summary>The callers.</summary>
    public Callers Callers { get; }

    /// <summary>Copies the first model to the live file, and starts the pools and the callers.</summary>
    /// <param name="folder">An empty folder.</param>
    /// <param name="models">Models that answer differently.</param>
    /// <param name="known">Their answers. The result disposes them.</param>
    /// <param name="callers">Number of callers.</param>
    /// <param name="events">Whether file events are used besides polling.</param>
    public static async Task<ReloadStress> StartAsync(
        string folder, IReadOnlyList<string> models, KnownModels known, int callers, bool events)
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
        services.AddPredictionEnginePool<CropInput, CropOutput>().FromFile(path).Configure(o => (o.Reload, o.MaxWait) = (reload, Timeout));
        services.AddMaskML(o =>
            (o.Model, o.Predict, o.Reload, o.MaxWait) = (path, new PredictOptions { Detector = "none" }, reload, Timeout));
        ServiceProvider provider = services.BuildServiceProvider();
        await provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>().StartAsync();
        await provider.GetRequiredService<MaskModelPool>().StartAsync();
        return new ReloadStress(folder, models, known, shell, provider, callers);
    }

    /// <summary>Replaces the file and waits until both pools have loaded it.</summary>
    public void Replace(FileChange change)
    {
        live = (live + 1) % models.Length;
        Do(change, models[live]);
        Wait(change, model => model.Current!.Sha256 == known.Hashes[live] && model.Health.State == ModelState.Healthy);
    }

    /// <summary>Damages the file and waits until both pools have rejected it.</summary>
    public void Damage(FileChange change)
    {
        DateTimeOffset before = DateTimeOffset.UtcNow;
        Do(change, models[live]);
        Wait(change, model => model.Health is { State: ModelState.Degraded, LastFailure: { } failure } && failure.At >= before);
        if (engines.Current!.Sha256 != known.Hashes[live] || pool.Current!.Sha256 != known.Hashes[live])
        {
            throw new InvalidOperationException($"After '{change.Name}' another model is live.");
        }
    }

    /// <summary>Replaces the file with damaged bytes and waits until both pools have rejected them.</summary>
    public void Damage(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(folder, "damaged.tmp"), bytes);
        Damage(new FileChange(name, false, $"mv -f damaged.tmp {FileChange.LiveFile}"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        await provider.DisposeAsync();
        shell.Dispose();
        known.Dispose();
        stopping.Dispose();
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
                if (Stopwatch.GetElapsedTime(start) > Timeout || Callers.Failure is not null)
                {
                    throw new InvalidOperationException(
                        $"After '{change.Name}' number {number}: {model.Current?.Sha256[..8]}, {model.Health.State}, "
                        + $"{model.Health.LastFailure?.Reason}; expected {known.Hashes[live][..8]}. {Callers.Failure}");
                }

                Thread.Sleep(2);
            }
        }
    }
}
