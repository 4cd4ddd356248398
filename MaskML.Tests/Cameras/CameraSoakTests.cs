using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>
/// Eight cameras at 720p and five frames a second, watched by the service with the shipped model: motion JPEG from the program ffmpeg and,
/// where Debian's python3-gi and gir1.2-gst-rtsp-server-1.0 are installed, every second one RTSP. MASKML_SOAK_MINUTES says how long (5).
/// </summary>
[Collection(nameof(ProcessTestGroup))]
public sealed partial class CameraSoakTests : IDisposable
{
    private const int Cameras = 8;
    private const int Frames = 200;
    private const string Python = "/usr/bin/python3";

    // Without arguments it only says whether it could.
    private const string RtspServer =
        """
        import sys, gi
        gi.require_version('Gst', '1.0')
        gi.require_version('GstRtspServer', '1.0')
        from gi.repository import GLib, Gst, GstRtspServer
        Gst.init(None)
        if not all(map(Gst.ElementFactory.find, ['qtdemux', 'h264parse', 'rtph264pay'])):
            sys.exit(1)
        if len(sys.argv) > 2:
            server = GstRtspServer.RTSPServer()
            server.set_service(sys.argv[2])
            media = GstRtspServer.RTSPMediaFactory()
            media.set_launch(f'( filesrc location={sys.argv[1]} ! qtdemux ! h264parse ! rtph264pay name=pay0 pt=96 )')
            media.set_shared(True)
            server.get_mount_points().add_factory('/live', media)
            server.attach(None)
            GLib.MainLoop().run()
        """;

    private readonly TempFolder folder = new();
    private readonly CancellationTokenSource over = new();

    public void Dispose()
    {
        over.Dispose();
        folder.Dispose();
    }

    [Fact(Explicit = true)]
    public async Task Eight_cameras_share_the_machine_evenly_while_one_is_killed_every_minute()
    {
        double minutes = double.Parse(
            Environment.GetEnvironmentVariable("MASKML_SOAK_MINUTES") ?? "5", CultureInfo.InvariantCulture);
        string clip = folder.File("clip.mp4");
        Clip.Scene(clip, Frames, seed: 5, width: 1280, height: 720);
        int first = 20_000 + (Environment.ProcessId % 10_000);
        bool rtsp = await RunAsync(Python, ["-c", RtspServer]) == 0;
        if (rtsp)
        {
            await RunAsync("ffmpeg", [
                "-loglevel", "quiet", "-r", "5", "-i", clip, "-an", "-pix_fmt", "yuv420p", "-c:v", "libx264", "-preset", "veryfast",
                "-g", "10", folder.File("once.mp4"),
            ]);
            await RunAsync("ffmpeg", [
                "-loglevel", "quiet", "-stream_loop", "-1", "-i", folder.File("once.mp4"), "-t", $"{(60 * minutes) + 300:0}",
                "-c", "copy", folder.File("long.mp4"),
            ]);
        }

        bool IsRtsp(int i) => rtsp && i % 2 == 0;
        Task[] senders =
        [
            .. Enumerable.Range(0, Cameras).Select(i => SendAsync(
                IsRtsp(i) ? Python : "ffmpeg",
                IsRtsp(i) ? ["-c", RtspServer, folder.File("long.mp4"), $"{first + i}"] : MotionJpeg(clip, first + i),
                killed: i == Cameras - 1)),
        ];
        await WatchProcess.ConfigureAsync(folder.Path, new
        {
            model = Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"),
            serve = new { url = "http://127.0.0.1:0" },
            video = new { reconnectMaxDelay = 2 },
            events = new { store = "events.db" },
            cameras = Enumerable.Range(0, Cameras).Select(i => new
            {
                name = $"camera{i}",
                address = IsRtsp(i) ? $"rtsp://127.0.0.1:{first + i}/live" : $"http://127.0.0.1:{first + i}/",
                framesPerSecond = 5,
            }),
        });
        using WatchProcess service = await WatchProcess.StartAsync(folder.Path);
        HttpClient client = service.Client;
        var memory = new List<double>();
        long[] begin = [];
        for (int minute = 0; minute <= minutes; minute++)
        {
            service.Process.Refresh();
            memory.Add(service.Process.WorkingSet64 / (double)(1 << 20));
            long[] now = await FramesAsync(client);
            begin = minute <= 1 ? now : begin;
            Write($"minute {minute}: {memory[^1]:0} MB, frames {string.Join(' ', now)}");
            await Task.Delay(TimeSpan.FromMinutes(Math.Min(1, Math.Max(0.05, minutes - minute))));
        }

        long[] judged = [.. (await FramesAsync(client)).Zip(begin, (after, before) => after - before)];
        string metrics = await client.GetStringAsync("/metrics");
        long[] untouched = judged[..^1];
        Write(await client.GetStringAsync("/v1/cameras"));
        Write($"{(rtsp ? "motion JPEG and RTSP in turn" : "motion JPEG")}; judged {string.Join(' ', judged)}: least {untouched.Min()}, "
            + $"most {untouched.Max()} but for the one that is killed; frame to event p95 {Percentile(metrics, "event", 0.95):0.000} s, "
            + $"frame to judgement p95 {Percentile(metrics, "frame", 0.95):0.000} s; "
            + $"memory {memory[Math.Min(5, memory.Count - 1)]:0} MB after 5 minutes, {memory[^1]:0} MB at the end");
        await over.CancelAsync();
        await service.StopAsync();
        await Task.WhenAll(senders);
        Assert.True(untouched.Min() >= 0.9 * untouched.Max(), string.Join(' ', judged));
        Assert.InRange(Percentile(metrics, "event", 0.95), 0, 1);
    }

    // A histogram of all cameras; the upper bound of the bucket.
    private static double Percentile(string metrics, string what, double share)
    {
        var buckets = Bucket().Matches(metrics).Where(match => match.Groups[1].Value == what)
            .GroupBy(match => match.Groups[2].Value == "+Inf" ? double.PositiveInfinity : double.Parse(
                match.Groups[2].Value, CultureInfo.InvariantCulture))
            .Select(same => (Bound: same.Key, Count: same.Sum(match => long.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture))))
            .OrderBy(bucket => bucket.Bound).ToArray();
        return buckets.First(bucket => bucket.Count >= share * buckets[^1].Count).Bound;
    }

    private static async Task<long[]> FramesAsync(HttpClient client)
    {
        using var cameras = JsonDocument.Parse(await client.GetStringAsync("/v1/cameras"));
        return [.. cameras.RootElement.EnumerateArray().Select(camera => camera.GetProperty("frames").GetInt64())];
    }

    private static void Write(string text) => TestContext.Current.TestOutputHelper!.WriteLine(text);

    // ffmpeg serves one caller and ends with it.
    private static string[] MotionJpeg(string clip, int port) =>
    [
        "-nostdin", "-loglevel", "quiet", "-re", "-stream_loop", "-1", "-r", "5", "-i", clip, "-an", "-q:v", "4",
        "-f", "mpjpeg", "-content_type", "multipart/x-mixed-replace;boundary=ffmpeg", "-listen", "1", $"http://127.0.0.1:{port}/",
    ];

    private static async Task<int> RunAsync(string program, string[] arguments)
    {
        if (!File.Exists(program) && program == Python)
        {
            return -1;
        }

        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    // A program that has ended is started again, as a camera that was switched off and on.
    private async Task SendAsync(string program, string[] arguments, bool killed)
    {
        while (!over.IsCancellationRequested)
        {
            using var sender = Process.Start(program, arguments);
            try
            {
                Task exit = sender.WaitForExitAsync(over.Token);
                await Task.WhenAny(exit, Task.Delay(killed ? TimeSpan.FromMinutes(1) : Timeout.InfiniteTimeSpan, over.Token));
            }
            finally
            {
                sender.Kill();
            }
        }
    }

    [GeneratedRegex("""^maskml_camera_(event|frame)_latency_seconds_bucket\{.*le="([^"]+)".*\} (\d+)""", RegexOptions.Multiline)]
    private static partial Regex Bucket();
}
