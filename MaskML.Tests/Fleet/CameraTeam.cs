using System.Text.Json;
using MaskML.Fleet;
using MaskML.Fleet.Cameras;
using MaskML.Fleet.Connecting;
using MaskML.Predict.Hosting;
using MaskML.Serve;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;
using MaskML.Tests.Cameras;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>A service whose cameras workers of a fleet watch, all in this process.</summary>
internal sealed class CameraTeam : IAsyncDisposable
{
    private readonly TinyModel model = new();
    private readonly TempFolder folder = new();
    private readonly CameraFixture fixture = new();
    private readonly ServiceProvider services;
    private readonly List<(FleetConnection Fleet, CancellationTokenSource Stop, Task Work)> workers = [];

    /// <param name="server">The server of the fleet.</param>
    /// <param name="wait">Seconds after which a worker that is not heard of has lost its cameras.</param>
    /// <param name="deployed">Whether service and workers are the users of deploy/nats.conf.</param>
    public CameraTeam(NatsServer server, double wait = 3, bool deployed = false)
    {
        Options = server.Options() with { Cameras = true, CameraWait = TimeSpan.FromSeconds(wait) };
        fixture.Watch = fixture.Watch with { Fleet = Options, File = Path };
        if (deployed)
        {
            fixture.Watch = fixture.Watch with { Fleet = Options with { Url = server.As("serve") } };
            Options = Options with { Url = server.As("worker") };
        }

        File.WriteAllText(Path, "");
        services = new ServiceCollection().AddMaskML(options =>
        {
            options.Model = model.Path;
            options.Predict = options.Predict with { Detector = "none" };
            options.MaxWait = TimeSpan.FromDays(1);
        }).BuildServiceProvider();
    }

    public FleetOptions Options { get; }

    public CameraFixture Service => fixture;

    private string Path => folder.File("mlconfig.json");

    /// <summary>What the configuration of the service says, from now on.</summary>
    public void Configure(params CameraOptions[] cameras)
    {
        fixture.Cameras = cameras;
        File.WriteAllText(Path, JsonSerializer.Serialize(cameras));
    }

    /// <summary>Starts a worker.</summary>
    /// <returns>Its number.</returns>
    public async Task<int> WorkAsync()
    {
        FleetConnection fleet = await FleetConnection.OpenAsync(Options, "test", true, TestContext.Current.CancellationToken);
        var stop = new CancellationTokenSource();
        var run = new CameraWorkRun(
            services.GetRequiredService<MaskModelPool>(),
            services.GetRequiredService<IOptions<MaskMLOptions>>(),
            fixture.Watch with { Fleet = Options with { Store = folder.File("fleet") } },
            new ServeOptions());
        workers.Add((fleet, stop, run.RunAsync(fleet, stop.Token)));
        return workers.Count - 1;
    }

    /// <summary>Stops a worker as SIGTERM does, and waits until it has ended.</summary>
    public async Task StopAsync(int worker)
    {
        await workers[worker].Stop.CancelAsync();
        await workers[worker].Work;
    }

    /// <summary>
    /// Has all cameras given out again while they are watched: a consumer that is made anew knows nothing of that, and accepts progress of
    /// all workers that were given a camera.
    /// </summary>
    public async Task GiveOutAgainAsync()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        await using FleetConnection fleet = await FleetConnection.OpenAsync(Options, "test", false, token);
        await fleet.Js.DeleteConsumerAsync(CameraStreams.Cameras, CameraStreams.Workers, token);
        await new PublishedCameras(fleet).CreateAsync(token);
    }

    /// <summary>Waits for events, and answers how they are called.</summary>
    public async Task<string[]> EventsAsync(int count) => [.. (await fixture.EventsAsync(count)).Select(CameraFixture.Type)];

    /// <summary>The event store of the service.</summary>
    public EventStore Store => (EventStore)fixture.Serve.App.Services.GetService(typeof(EventStore))!;

    public async ValueTask DisposeAsync()
    {
        foreach ((FleetConnection fleet, CancellationTokenSource stop, Task work) in workers)
        {
            await stop.CancelAsync();
            await work;
            await fleet.DisposeAsync();
            stop.Dispose();
        }

        await fixture.DisposeAsync();
        await services.DisposeAsync();
        model.Dispose();
        folder.Dispose();
    }
}
