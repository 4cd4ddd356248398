using MaskML.Serve.Events;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>Kills the service while violations happen and a receiver goes up and down.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class TellingKillTests : IAsyncDisposable
{
    private static readonly string[] Names = ["a", "b"];

    private readonly ModelFolder folder = new();
    private readonly WebhookServer hook = new();
    private readonly Random random = new(1);

    public async ValueTask DisposeAsync()
    {
        await hook.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public Task Killed_service_tells_every_stored_event_in_order_and_none_that_was_not_stored() => KillAsync(3);

    [Fact(Explicit = true)]
    public Task Service_killed_100_times_tells_every_stored_event_in_order() => KillAsync(100);

    private async Task KillAsync(int kills)
    {
        using CameraServer server = CameraServer.Always(20, 60);
        await hook.UpAsync();
        await WatchProcess.ConfigureAsync(folder.Path, new
        {
            model = folder.Model,
            predict = new { detector = "none" },
            serve = new { url = "http://127.0.0.1:0" },
            video = new { reconnectDelay = 0.02, reconnectMaxDelay = 0.1 },
            cameras = Names.Select(name => new { name, address = server.Url, framesPerSecond = 0, frames = 2 }),
            events = new { store = "events.db" },
            webhooks = new[] { new { url = hook.Url, timeoutSeconds = 1 } },
        });
        using var over = new CancellationTokenSource();
        Task upAndDown = UpAndDownAsync(over.Token);
        for (int i = 0; i < kills; i++)
        {
            using WatchProcess service = await WatchProcess.StartAsync(folder.Path);
            string before = await LatestAsync(service.Client);
            await Eventually.TrueAsync(() => LatestAsync(service.Client).Result != before, () => before);
            await Task.Delay(random.Next(500));
            service.Process.Kill();
            await service.Process.WaitForExitAsync();
        }

        await over.CancelAsync();
        await upAndDown;
        server.Dispose();
        using WatchProcess last = await WatchProcess.StartAsync(folder.Path);
        string Receivers() => last.Client.GetStringAsync("/v1/receivers").Result;
        await Eventually.TrueAsync(() => Receivers().Contains("\"waiting\":0", StringComparison.Ordinal), Receivers);
        await last.StopAsync();
        using var database = new EventDatabase(new EventOptions { Store = folder.File("events.db") });
        StoredEvent[] stored =
        [
            .. new EventStore(database).Read(new EventFilter { Limit = int.MaxValue }).Where(one => one.Type != EventTypes.PersonLeft),
        ];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills: {stored.Length} events to tell, {hook.Received.Count} calls");
        Assert.Equal(Violations(stored, EventTypes.ViolationStarted), Violations(stored, EventTypes.ViolationEnded));
        Assert.True(stored.Length > kills, $"{stored.Length} events are too few to say anything.");
        var told = hook.Received.DistinctBy(one => one.Id).ToArray();
        Assert.Equal(stored.Select(one => one.Id), told.Select(one => one.Id));
        Assert.Equal(stored.Select(one => one.Json), told.Select(one => one.Body));
        Assert.All(hook.Received.GroupBy(one => one.Id), same => Assert.Single(same.Select(one => one.Body).Distinct()));
    }

    private static IEnumerable<string> Violations(IEnumerable<StoredEvent> stored, string type) =>
        stored.Where(one => one.Type == type).Select(one => one.Id[..one.Id.LastIndexOf('-')]).Order(StringComparer.Ordinal);

    private static Task<string> LatestAsync(HttpClient client) =>
        client.GetStringAsync("/v1/events?limit=1&type=" + EventTypes.ViolationStarted);

    private async Task UpAndDownAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(random.Next(100, 1000), CancellationToken.None);
            await hook.DownAsync();
            await Task.Delay(random.Next(100, 600), CancellationToken.None);
            await hook.UpAsync();
        }
    }
}
