using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Fleet;
using MaskML.Fleet.Cameras;
using MaskML.Fleet.Connecting;
using MaskML.Serve.Cameras;
using MaskML.Serve.Events;
using MaskML.Tests.Cameras;
using MaskML.Tests.Support;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;
using Xunit;

namespace MaskML.Tests.Fleet;

/// <summary>
/// Twelve cameras that show violations at known times, three workers and three servers. Every ten seconds something happens: a worker is
/// killed, with the server that leads the cameras in two of six cases, or a worker is cut off for twenty seconds.
/// MASKML_SOAK_MINUTES says how long a round takes (2), MASKML_SOAK_ROUNDS how many there are (1).
/// </summary>
[Collection(nameof(ProcessTestGroup))]
[Trait("Kind", "soak")]
public sealed class CameraFleetSoakTests : IAsyncDisposable
{
    private const int Cameras = 12;
    private const int Period = 24;
    private const int Lasts = 8;
    private const double Tolerance = 2;
    private const int Turn = 6;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    // A camera is watched again within ten seconds of a kill. NATS takes 4 to 9 s to elect a leader, which gives cameras out up to 1.5 s
    // later.
    private static readonly TimeSpan LongestGap = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestGapWithElection = TimeSpan.FromSeconds(15);
    private static readonly byte[] Dark = Clip.Jpeg(40, 32);
    private static readonly byte[] Bright = Clip.Jpeg(200, 320);

    private readonly FleetProcesses processes = new();
    private readonly CameraFixture fleet = new();
    private readonly CameraServer[] cameras;
    private readonly DateTimeOffset begin = DateTimeOffset.UtcNow;
    private readonly List<DateTimeOffset> elections = [];
    private DateTimeOffset end = DateTimeOffset.MaxValue;

    public CameraFleetSoakTests() => cameras = [.. Enumerable.Range(0, Cameras).Select(i => CameraServer.Live(200, now =>
        now < end && ((now - begin).TotalSeconds + (2 * i)) % Period < Lasts ? Dark : Bright))];

    public static TheoryData<int> Rounds => [.. Enumerable.Range(1, (int)Setting("MASKML_SOAK_ROUNDS", 1))];

    public async ValueTask DisposeAsync()
    {
        await fleet.DisposeAsync();
        Array.ForEach(cameras, camera => camera.Dispose());
        processes.Dispose();
    }

    [Theory(Explicit = true, DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Rounds))]
    public async Task Violations_are_reported_once_and_cameras_watched_again_whatever_is_killed_or_cut_off(int round)
    {
        fleet.Cameras = [.. cameras.Select((camera, i) => CameraFixture.Camera(Name(i), camera.Url))];
        TimeSpan lasts = TimeSpan.FromMinutes(Setting("MASKML_SOAK_MINUTES", 2));
        DateTimeOffset from = default;
        int steps = await RunAsync(
            async () =>
            {
                await AllWatchedAsync();
                from = DateTimeOffset.UtcNow;
            },
            () => Task.FromResult(DateTimeOffset.UtcNow > from + lasts),
            async () =>
            {
                end = DateTimeOffset.UtcNow;
                await AllWatchedAsync();
            });
        Violation[] expected = [.. Enumerable.Range(0, Cameras).SelectMany(i => Known(i, from))];
        Compare(expected, await ViolationsAsync(fleet, from), from, $"round {round}: {steps} kills and cuts");
    }

    [Theory(Explicit = true, DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(Rounds))]
    public async Task Recordings_have_the_events_of_an_undisturbed_machine_whatever_is_killed_or_cut_off(int round)
    {
        CameraOptions[] recordings =
        [
            .. Enumerable.Range(0, Cameras).Select(i => CameraFixture.Camera(
                Name(i), Clip.Noise(fleet.File($"{i}.avi"), Enumerable.Range(0, 60).SelectMany(second => Enumerable.Repeat(
                    second >= 3 + (4 * i) && second < 9 + (4 * i) ? 40 : 200, (int)Clip.FramesPerSecond)), "MJPG"))),
        ];
        await using var alone = new CameraFixture { Cameras = recordings };
        fleet.Cameras = recordings;
        await alone.StartAsync();
        async Task<bool> HaveEndedAsync(CameraFixture service) =>
            (await service.GetAsync("/v1/cameras")).EnumerateArray().All(camera => camera.GetProperty("state").GetString() == "ended");
        int steps = await RunAsync(() => Task.CompletedTask, () => HaveEndedAsync(fleet), async () =>
        {
            while (!await HaveEndedAsync(alone))
            {
                await Task.Delay(Pause);
            }
        });
        string[] expected = await DescribedAsync(alone);
        string[] found = await DescribedAsync(fleet);
        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"round {round}: {steps} kills and cuts, {expected.Length} events of one machine, {found.Length} of the fleet"));
        Assert.Equal(3 * Cameras, expected.Length);
        Assert.Equal(expected, found);
    }

    // Without the time at which the recording began, and the model, which each has for itself.
    private static async Task<string[]> DescribedAsync(CameraFixture service) =>
    [
        .. (await service.EventsAsync()).Select(one =>
        {
            JsonObject data = JsonNode.Parse(one.GetProperty("data").GetRawText())!.AsObject();
            data.Remove("model");
            return $"{one.GetProperty("source")} {CameraFixture.Type(one)} {data.ToJsonString()}";
        }).Order(StringComparer.Ordinal),
    ];

    // Returns how often something happened.
    private async Task<int> RunAsync(Func<Task> begin, Func<Task<bool>> isOver, Func<Task> end)
    {
        NatsServer[] servers = await NatsServer.StartClusterAsync();
        using var network = new CutNetwork(servers.Select(server => server.Port));
        try
        {
            string url = string.Join(',', servers.Select(server => server.Url));
            fleet.Watch = fleet.Watch with { Fleet = new FleetOptions { Url = url, Cameras = true } };
            await fleet.StartAsync();
            string[] urls = [url, url, network.Url];
            Process[] workers = [.. urls.Select(processes.Work)];
            await begin();
            int steps = await DisturbAsync(servers, network, urls, workers, isOver);
            await end();
            await DrainAsync(workers, url);
            return steps;
        }
        finally
        {
            Array.ForEach(servers, server => server.Dispose());
        }
    }

    private async Task<int> DisturbAsync(
        NatsServer[] servers, CutNetwork network, string[] urls, Process[] workers, Func<Task<bool>> isOver)
    {
        int step = 0;
        for (; step % Turn is 3 or 4 || !await isOver(); step++)
        {
            await Task.Delay(Pause);
            switch (step % Turn)
            {
                case 2:
                    network.Cut();
                    break;
                case 4:
                    network.Heal();
                    break;
                default:
                    int victim = step % workers.Length;
                    workers[victim].Kill();
                    workers[victim] = processes.Work(urls[victim]);
                    break;
            }

            if (step % Turn is 1 or 3)
            {
                elections.Add(DateTimeOffset.UtcNow);
                await servers[await LeaderAsync(urls[0])].RestartAsync();
            }
        }

        return step;
    }

    private static async Task<int> LeaderAsync(string url)
    {
        await using FleetConnection connection = await ConnectAsync(url);
        INatsJSStream stream = await connection.Js.GetStreamAsync(CameraStreams.Cameras);
        Assert.Equal(3, stream.Info.Config.NumReplicas);
        return int.Parse(stream.Info.Cluster!.Leader![1..], CultureInfo.InvariantCulture);
    }

    private static Task<FleetConnection> ConnectAsync(string url) =>
        FleetConnection.OpenAsync(new FleetOptions { Url = url }, "test", wait: true, CancellationToken.None);

    private Task AllWatchedAsync() => Eventually.TrueAsync(
        () => cameras.All(camera => camera.Open == 1), () => "watched by " + string.Join(", ", cameras.Select(camera => camera.Open)));

    // Workers that are stopped tell everything first.
    private async Task DrainAsync(Process[] workers, string url)
    {
        Array.ForEach(workers, worker => TrainProcess.Signal(worker, "TERM"));
        await Task.WhenAll(workers.Select(worker => worker.WaitForExitAsync()));
        await using FleetConnection connection = await ConnectAsync(url);
        var store = (EventStore)fleet.Serve.App.Services.GetService(typeof(EventStore))!;
        string[] kinds = [.. EventTypes.All.Select(EventTypes.KindOf)];
        var all = new StreamInfoRequest { SubjectsFilter = ">" };
        long Told() => connection.Js.GetStreamAsync(CameraStreams.Events, all).AsTask().Result.Info.State.Subjects!
            .Where(subject => kinds.Contains(subject.Key.Split('.')[^1])).Sum(subject => subject.Value);
        int Stored() => store.Read(new EventFilter { Limit = int.MaxValue }).Count;
        await Eventually.TrueAsync(() => Stored() >= Told(), () => $"{Told()} told, {Stored()} stored");
    }

    private void Compare(Violation[] expected, Violation[] reported, DateTimeOffset from, string what)
    {
        Gap[] gaps =
        [
            .. cameras.SelectMany((camera, i) => camera.Connections.OrderBy(one => one.From).Where(one => one.From > begin)
                .Zip(camera.Connections.OrderBy(one => one.From).Skip(1), (one, next) => new Gap(Name(i), one.To!.Value, next.From)))
                .Where(gap => gap.From > from),
        ];
        ILookup<bool, TimeSpan> lengths = gaps.ToLookup(gap => elections.Any(gap.Meets), gap => gap.To - gap.From);
        (TimeSpan longest, TimeSpan withElection) = (lengths[false].Max(), lengths[true].DefaultIfEmpty().Max());
        var faults = new List<string>();
        int whole = 0;
        foreach (Violation one in expected)
        {
            var own = gaps.Where(gap => gap.Camera == one.Camera && gap.To.AddSeconds(Tolerance) > one.From && gap.From < one.To).ToArray();
            int count = reported.Count(other => one.Contains(other));
            whole += own.Length == 0 ? 1 : 0;
            double seen = (one.To - one.From).TotalSeconds - own.Sum(gap =>
                (Min(gap.To, one.To) - Max(gap.From, one.From)).TotalSeconds);
            if (count > 1 + own.Length || (count == 0 && (own.Length == 0 || seen > (1 + own.Length) * Tolerance)))
            {
                faults.Add($"{one}: reported {count} times, {own.Length} gaps");
            }
        }

        faults.AddRange(reported.Where(other =>
            other.From < end.AddSeconds(-Lasts - Tolerance) && other.From > from.AddSeconds(Lasts + Tolerance)
            && !expected.Any(one => one.Contains(other))).Select(other => $"{other}: there was none"));
        TestContext.Current.TestOutputHelper?.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what}, {gaps.Length} gaps, the longest {longest.TotalSeconds:0.0} s, {withElection.TotalSeconds:0.0} s with an election; "
            + $"{expected.Length} violations, "
            + $"{whole} of them outside of gaps; {reported.Length} in the fleet; {faults.Count} faults"));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.True(
            whole > 0 && longest < LongestGap && withElection < LongestGapWithElection,
            $"{whole} outside of gaps, {longest}, {withElection}");
    }

    // All that have ended; waits until none is open.
    private static async Task<Violation[]> ViolationsAsync(CameraFixture service, DateTimeOffset from)
    {
        var store = (EventStore)service.Serve.App.Services.GetService(typeof(EventStore))!;
        List<StoredEvent> Read(string type) => store.Read(new EventFilter { Types = [type], Limit = int.MaxValue });
        await Eventually.TrueAsync(
            () => Read(EventTypes.ViolationStarted).Count == Read(EventTypes.ViolationEnded).Count,
            () => $"{Read(EventTypes.ViolationStarted).Count} began, {Read(EventTypes.ViolationEnded).Count} ended");
        return
        [
            .. Read(EventTypes.ViolationStarted).Join(
                Read(EventTypes.ViolationEnded),
                one => one.Id[..one.Id.LastIndexOf('-')],
                one => one.Id[..one.Id.LastIndexOf('-')],
                (one, other) => new Violation(one.Camera, Time(one), Time(other))).Where(one => one.From > from),
        ];
    }

    private static DateTimeOffset Time(StoredEvent one) => JsonDocument.Parse(one.Json).RootElement.GetProperty("time").GetDateTimeOffset();

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static string Name(int i) => FormattableString.Invariant($"camera{i}");

    // Each camera has somebody without a mask for a third of the time, at times of its own, and another person of another size otherwise.
    // Those that end or begin with the soak are left out.
    private IEnumerable<Violation> Known(int i, DateTimeOffset from) => Enumerable.Range(0, 1000)
        .Select(n => begin.AddSeconds((n * Period) - (2 * i)))
        .Where(start => start > from && start.AddSeconds(Lasts) < end)
        .Select(start => new Violation(Name(i), start, start.AddSeconds(Lasts)));

    private static double Setting(string name, double byDefault) =>
        double.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out double value) ? value : byDefault;

    private sealed record Gap(string Camera, DateTimeOffset From, DateTimeOffset To)
    {
        // Whether it lasted while a leader was elected.
        public bool Meets(DateTimeOffset election) => From < election + LongestGap && To > election;
    }

    private sealed record Violation(string Camera, DateTimeOffset From, DateTimeOffset To)
    {
        public bool Contains(Violation other) => other.Camera == Camera
            && other.From > From.AddSeconds(-Tolerance) && other.From < To.AddSeconds(Tolerance);
    }
}
