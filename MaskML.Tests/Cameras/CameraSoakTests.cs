using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Cameras;

/// <summary>
/// Eight cameras at 720p and five frames a second, sent by the program ffmpeg as motion JPEG, watched by the service with the shipped
/// model. MASKML_SOAK_MINUTES says how long (5).
/// </summary>
[Collection(nameof(ProcessTestGroup))]
public sealed partial class CameraSoakTests : IDisposable
{
    private const int Cameras = 8;
    private const int Frames = 200;

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
        Task[] senders = [.. Enumerable.Range(0, Cameras).Select(i => SendAsync(clip, first + i, killed: i == Cameras - 1))];
        await File.WriteAllTextAsync(folder.File("mlconfig.json"), JsonSerializer.Serialize(new
        {
            model = Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"),
            serve = new { url = "http://127.0.0.1:0" },
            video = new { reconnectMaxDelay = 2 },
            events = new { store = "events.db" },
            cameras = Enumerable.Range(0, Cameras).Select(i => new
            {
                name = $"camera{i}",
                address = $"http://127.0.0.1:{first + i}/",
                framesPerSecond = 5,
            }),
        }));
        using Process service = Start();
        string? line = await service.StandardOutput.ReadLineAsync();
        using var client = new HttpClient { BaseAddress = new Uri(line!.Split(' ')[0]) };
        var memory = new List<double>();
        long[] begin = [];
        for (int minute = 0; minute <= minutes; minute++)
        {
            service.Refresh();
            memory.Add(service.WorkingSet64 / (double)(1 << 20));
            long[] now = await FramesAsync(client);
            begin = minute <= 1 ? now : begin;
            Write($"minute {minute}: {memory[^1]:0} MB, frames {string.Join(' ', now)}");
            await Task.Delay(TimeSpan.FromMinutes(Math.Min(1, Math.Max(0.05, minutes - minute))));
        }

        long[] judged = [.. (await FramesAsync(client)).Zip(begin, (after, before) => after - before)];
        string metrics = await client.GetStringAsync("/metrics");
        Write($"judged {string.Join(' ', judged)}; frame to event p95 {Percentile(metrics, "event", 0.95):0.000} s, "
            + $"frame to judgement p95 {Percentile(metrics, "frame", 0.95):0.000} s");
        Write(await client.GetStringAsync("/v1/cameras"));
        await over.CancelAsync();
        TrainProcess.Signal(service, "TERM");
        await service.WaitForExitAsync();
        await Task.WhenAll(senders);
        long[] untouched = judged[..^1];
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

    // ffmpeg serves one caller and ends with it; it is started again, as a camera that was switched off and on.
    private async Task SendAsync(string clip, int port, bool killed)
    {
        while (!over.IsCancellationRequested)
        {
            using var sender = Process.Start("ffmpeg", [
                "-nostdin", "-loglevel", "quiet", "-re", "-stream_loop", "-1", "-r", "5", "-i", clip, "-an", "-q:v", "4",
                "-f", "mpjpeg", "-content_type", "multipart/x-mixed-replace;boundary=ffmpeg", "-listen", "1", $"http://127.0.0.1:{port}/",
            ]);
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

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "maskml.dll"), "serve"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder.Path,
        };
        start.Environment["TMPDIR"] = Directory.CreateDirectory(folder.File("temporary")).FullName;
        var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    [GeneratedRegex("""^maskml_camera_(event|frame)_latency_seconds_bucket\{.*le="([^"]+)".*\} (\d+)""", RegexOptions.Multiline)]
    private static partial Regex Bucket();
}
