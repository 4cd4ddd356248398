using System.Globalization;
using System.Text.Json;
using MaskML.Predict.Photos;
using MaskML.Serve;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;
using MaskML.Video.Analysis;
using MaskML.Video.Distance;
using MaskML.Video.Events;
using MaskML.Video.Sources;
using MaskML.Video.Tracking;

namespace MaskML.Tests.Cameras;

/// <summary>The service in this process with cameras, and a store of its own.</summary>
internal sealed class CameraFixture : IAsyncDisposable
{
    /// <summary>A key that allows changes.</summary>
    public const string Key = "0123456789abcdef";

    private readonly TempFolder folder = new();
    private ServeFixture? serve;

    public CameraFixture() => Watch = new WatchSettings
    {
        Cameras = () => Cameras,
        Video = new VideoSettings(
            new VideoOptions { OpenTimeout = 5, ReadTimeout = 5, ReconnectDelay = 0.05, ReconnectMaxDelay = 0.2 },
            new TrackingOptions(),
            new GateOptions(),
            new DistanceOptions(),
            new PredictOptions()),
        Events = new EventOptions { Store = folder.File("store/events.db") },
    };

    /// <summary>What the configuration file says; changes count when the file changes.</summary>
    public IReadOnlyList<CameraOptions> Cameras { get; set; } = [];

    public WatchSettings Watch { get; set; }

    public ServeFixture Serve => serve!;

    public HttpClient Client => Serve.Client;

    public string File(string name) => folder.File(name);

    public static CameraOptions Camera(string name, string address) =>
        new() { Name = name, Address = address, FramesPerSecond = 0, Frames = 5 };

    public async Task<CameraFixture> StartAsync(ServeOptions? options = null)
    {
        serve = await ServeFixture.StartAsync(options, watch: Watch);
        return this;
    }

    /// <summary>Stops the service; the store stays for the next start.</summary>
    public async Task StopAsync()
    {
        await Serve.DisposeAsync();
        serve = null;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        Assert(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await ServeFixture.JsonAsync(response);
    }

    /// <summary>All events in the order in which they happened.</summary>
    public async Task<JsonElement[]> EventsAsync(string query = "") =>
        [.. (await GetAsync("/v1/events?limit=1000" + query)).GetProperty("events").EnumerateArray().Reverse()];

    /// <summary>Waits for some number of events.</summary>
    public async Task<JsonElement[]> EventsAsync(int count)
    {
        JsonElement[] events = [];
        await Eventually.TrueAsync(
            () => (events = EventsAsync().GetAwaiter().GetResult()).Length >= count,
            () => string.Join('\n', events.Select(Short).Concat(Faults())));
        return events;
    }

    /// <summary>Waits until a camera is in a state.</summary>
    public Task<JsonElement> CameraAsync(string name, string state) =>
        CameraAsync(name, camera => camera.GetProperty("state").GetString() == state);

    /// <summary>Waits until a camera meets a condition.</summary>
    public async Task<JsonElement> CameraAsync(string name, Func<JsonElement, bool> condition)
    {
        JsonElement all = default;
        JsonElement Find() => (all = GetAsync("/v1/cameras").GetAwaiter().GetResult()).EnumerateArray()
            .FirstOrDefault(camera => camera.GetProperty("name").GetString() == name);
        await Eventually.TrueAsync(
            () => Find() is { ValueKind: JsonValueKind.Object } camera && condition(camera),
            () => string.Join('\n', Faults().Prepend(all.ToString())));
        return Find();
    }

    public static string Type(JsonElement one) => one.GetProperty("type").GetString()!["maskml.".Length..];

    /// <summary>What an event says, without times.</summary>
    public static string Short(JsonElement one) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Type(one)} {Text(one, "track")} {Text(one, "label")} {Text(one, "frame")}").Trim();

    public async ValueTask DisposeAsync()
    {
        if (serve is not null)
        {
            await serve.DisposeAsync();
        }

        folder.Dispose();
    }

    // The requests of the test itself say nothing.
    private IEnumerable<string> Faults() => Serve.Log.Lines.Where(line => !line.Contains("GET", StringComparison.Ordinal)).TakeLast(20);

    private static string Text(JsonElement one, string name) =>
        one.GetProperty("data").TryGetProperty(name, out JsonElement value) ? value.ToString() : "";

    private static void Assert(bool condition, string message) => Xunit.Assert.True(condition, message);
}
