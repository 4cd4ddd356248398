using MaskML.Cli.Configuration;
using MaskML.Cli.Working;
using MaskML.Fleet;
using MaskML.Fleet.Connecting;
using MaskML.Fleet.Models;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;
using MaskML.Tests.Commands;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>Workers that take their model from the fleet, each with a file of its own, and a service that gives its live one.</summary>
internal sealed class ModelTeam(NatsServer server) : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<Task> running = [];

    /// <summary>What the workers said when they were asked last.</summary>
    public IReadOnlyList<WorkerState> Found { get; private set; } = [];

    public string File(string name) => folder.File(name);

    /// <summary>Starts a worker with the first of <see cref="TinyModel.Variants"/>.</summary>
    /// <returns>Its messages.</returns>
    public CommandLine Work(string name)
    {
        System.IO.File.WriteAllBytes(File(name + ".zip"), TinyModel.Variants[0]);
        var line = new CommandLine();
        var config = new MaskMLConfig
        {
            Model = File(name + ".zip"),
            Predict = new PredictOptions { Detector = "none" },
            Fleet = Options(name),
        };
        running.Add(new WorkRun(config, line.Console()).RunAsync(stop.Token));
        return line;
    }

    /// <summary>Starts the service, with cameras that the workers watch.</summary>
    public Task<ServeFixture> ServeAsync(params CameraOptions[] cameras) => ServeFixture.StartAsync(watch: new WatchSettings
    {
        Cameras = () => cameras,
        Events = new EventOptions { Store = File("events.db") },
        Fleet = Options("serve") with { Cameras = cameras.Length > 0 },
    });

    public Task<FleetConnection> ConnectAsync() =>
        FleetConnection.OpenAsync(Options("test"), "test", true, TestContext.Current.CancellationToken);

    /// <summary>Waits until the workers have models.</summary>
    public async Task HaveAsync(params (string Worker, byte[] Zip)[] expected)
    {
        (string, string?)[] wanted = [.. expected.Select(one => (one.Worker, (string?)ModelArchive.Hash(one.Zip)))];
        await using FleetConnection fleet = await ConnectAsync();
        await Eventually.TrueAsync(
            () =>
            {
                Found = WorkerState.AskAsync(fleet, TestContext.Current.CancellationToken).GetAwaiter().GetResult();
                return Found.Select(state => (state.Worker, state.Model)).SequenceEqual(wanted);
            },
            () => string.Join('\n', Found));
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        foreach (Task worker in running)
        {
            await worker.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        stop.Dispose();
        folder.Dispose();
    }

    private FleetOptions Options(string worker) =>
        server.Options() with { Models = true, Worker = worker, Store = File("fleet"), ModelPeriod = TimeSpan.FromSeconds(0.1) };
}
