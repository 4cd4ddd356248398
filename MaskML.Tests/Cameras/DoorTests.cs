using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using MaskML.Synth;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>The time from a frame that completes a violation to the call of a webhook, with the shipped model at 720p.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class DoorTests : IAsyncDisposable
{
    private const int Connections = 8;

    private static readonly string[] Started = ["maskml.violation.started"];

    private readonly TempFolder folder = new();
    private readonly WebhookServer hook = new();

    public async ValueTask DisposeAsync()
    {
        await hook.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Door_is_called_for_everybody_without_a_mask_in_a_time_that_is_printed()
    {
        using Scene scene = SceneRenderer.Render(5, 1280, 720);
        var sent = new ConcurrentQueue<long[]>();
        using CameraServer server = CameraServer.Showing(
            100,
            i =>
            {
                if (i == 0)
                {
                    sent.Enqueue(new long[20]);
                }

                sent.Last()[i] = Stopwatch.GetTimestamp();
                return scene.Photo.Clone();
            },
            [.. Enumerable.Repeat(20, Connections)]);
        var calls = new ConcurrentQueue<(int Connection, int Frame, long Time)>();
        hook.Answer = _ =>
        {
            using var told = JsonDocument.Parse(hook.Received.Last().Body);
            calls.Enqueue((sent.Count - 1, told.RootElement.GetProperty("data").GetProperty("frame").GetInt32(), Stopwatch.GetTimestamp()));
            return Task.FromResult(204);
        };
        await hook.UpAsync();
        await WatchProcess.ConfigureAsync(folder.Path, new
        {
            model = Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"),
            serve = new { url = "http://127.0.0.1:0" },
            video = new { reconnectDelay = 0.02, reconnectMaxDelay = 0.1 },
            cameras = new[] { new { name = "door", address = server.Url, framesPerSecond = 0, frames = 3 } },
            events = new { store = "events.db" },
            webhooks = new[] { new { url = hook.Url, events = Started } },
        });
        using WatchProcess service = await WatchProcess.StartAsync(folder.Path);
        await Eventually.TrueAsync(() => calls.Any(call => call.Connection == Connections - 1), () => $"{calls.Count} calls");
        await service.StopAsync();
        double[] milliseconds =
        [
            .. calls.Select(call => Stopwatch.GetElapsedTime(sent.ElementAt(call.Connection)[call.Frame], call.Time))
                .Select(time => time.TotalMilliseconds).Order(),
        ];
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{milliseconds.Length} calls; from frame to call: median {milliseconds[milliseconds.Length / 2]:0} ms, "
            + $"worst {milliseconds[^1]:0} ms");
    }
}
