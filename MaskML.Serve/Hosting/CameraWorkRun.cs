using MaskML.Fleet.Cameras;
using MaskML.Fleet.Connecting;
using MaskML.Predict.Errors;
using MaskML.Predict.Hosting;
using MaskML.Serve.Events;
using MaskML.Serve.Observing;
using MaskML.Serve.Sharing;
using MaskML.Serve.Telling;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MaskML.Serve.Hosting;

/// <summary>Watches cameras of a fleet in this process, as many as it keeps up with.</summary>
/// <param name="pool">The model.</param>
/// <param name="prediction">How faces are found and labelled.</param>
/// <param name="watch">How cameras are watched; its cameras, receivers and review are those of the service.</param>
/// <param name="serve">The largest number of faces of a frame.</param>
public sealed partial class CameraWorkRun(MaskModelPool pool, IOptions<MaskMLOptions> prediction, WatchSettings watch, ServeOptions serve)
{
    /// <summary>Works until it is stopped; then gives the cameras back, and tells what they reported.</summary>
    /// <param name="fleet">The connection.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="UsageException">The store cannot be used.</exception>
    public async Task RunAsync(FleetConnection fleet, CancellationToken cancellationToken)
    {
        // Workers of photos alone leave no store.
        if (!await CameraWorker.WaitAsync(fleet, cancellationToken))
        {
            return;
        }

        using var store = new WorkerStore(watch.Fleet.Store);
        using IHost host = Build(fleet, store);
        await host.StartAsync(CancellationToken.None);
        host.Services.GetRequiredService<EventStore>().EndOpen();
        CameraWork work = host.Services.GetRequiredService<CameraWork>();
        ILogger log = host.Services.GetRequiredService<ILogger<CameraWork>>();
        await new CameraWorker(fleet, work.WatchAsync, message => Warn(log, message)).RunAsync(cancellationToken);
        await work.TellAllAsync();
        await host.StopAsync(CancellationToken.None);
    }

    private IHost Build(FleetConnection fleet, WorkerStore store)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(null);
        ServeLogging.Add(builder);
        IServiceCollection services = builder.Services;
        services.AddSingleton<IHostLifetime, NoLifetime>();
        services.AddMetrics();
        services.AddSingleton<ServeMetrics>();
        services.AddSingleton<CameraMetrics>();
        services.AddEventTraces();
        services.AddSingleton(pool);
        services.AddSingleton(prediction);
        services.AddSingleton(serve);
        services.AddSingleton(new CameraEvents(fleet));
        services.AddSingleton<IReceiver, FleetReceiver>();
        services.AddSingleton<CameraWork>();

        // Nobody could see pictures and crops of a worker.
        services.AddWatching(watch with
        {
            Events = watch.Events with { Store = store.Path },
            Privacy = watch.Privacy with { KeepPictures = false },
            Review = watch.Review with { Enabled = false },
        });
        services.AddTelling([], new MqttOptions());
        return builder.Build();
    }

    [LoggerMessage(77, LogLevel.Warning, "{Message}")]
    private static partial void Warn(ILogger logger, string message);
}
