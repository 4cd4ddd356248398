using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Files;
using MaskML.Train.Data;

namespace MaskML.Bench.Http;

/// <summary>Measures what retraining from the page takes, and what it costs those who have photos judged meanwhile.</summary>
internal sealed class RetrainingBench : IBench
{
    private const string Alone = "answers";
    private const string Meanwhile = "answers while a training runs";
    private const string Trainings = "/v1/trainings";
    private const string Event = "data: ";

    // Of the highest rate: a service with a reserve.
    private const double Load = 0.5;

    /// <inheritdoc/>
    public string Name => "retraining";

    /// <inheritdoc/>
    public string Title =>
        "the service retrains on face-mask-12k: from the request to the comparison with the live model, and answers meanwhile";

    /// <inheritdoc/>
    public async Task RunAsync(BenchSetup setup, BenchSheet sheet, CancellationToken cancellationToken)
    {
        int rounds = setup.Quick ? 3 : 5;
        var length = TimeSpan.FromSeconds(setup.Quick ? 4 : 8);
        byte[][] photos = HttpLoad.Usual(setup.Quick).ReadPhotos();
        using ScratchFolder scratch = ScratchFolder.InSystemTemp();
        MaskMLConfig config = setup.Config;
        string live = Path.Combine(scratch.Path, "live.zip");
        File.Copy(config.Model, live);
        string file = Path.Combine(scratch.Path, ConfigLoader.FileName);
        config = config with
        {
            Model = live,
            Runs = Path.Combine(scratch.Path, "runs"),
            Cache = config.Cache with { Directory = Path.Combine(scratch.Path, "cache") },
            Data = new DataOptions { Sources = [BenchSetup.Shared("data/face-mask-12k")] },
        };
        await File.WriteAllTextAsync(file, JsonSerializer.Serialize(config, ConfigJson.Options), cancellationToken).ConfigureAwait(false);
        using ServeProcess server = await ServeProcess.StartAsync(["--config", file]).ConfigureAwait(false);
        using var client = new HttpClient { BaseAddress = server.Address };

        await RetrainAsync(client, cancellationToken).ConfigureAwait(false); // Fills the cache.
        var seconds = new List<double>();
        for (int i = 0; i < rounds; i++)
        {
            seconds.Add(await RetrainAsync(client, cancellationToken).ConfigureAwait(false));
        }

        sheet.Add("from the request to the comparison", "median", Rounds.Median(seconds), "s");
        sheet.Add("from the request to the comparison", "most", seconds.Max(), "s");

        using var load = new LoadGenerator(server.Address, MaskNetFaceDetector.DetectorName, photos);
        double most = (await load.ClosedAsync(4 * Environment.ProcessorCount, int.MaxValue, length, null, cancellationToken)
            .ConfigureAwait(false)).Rate;
        var results = new Dictionary<string, List<LoadResult>> { [Alone] = [], [Meanwhile] = [] };
        for (int i = 0; i < rounds; i++)
        {
            results[Alone].Add(await load.OpenAsync(Load * most, length, cancellationToken).ConfigureAwait(false));
            Task<LoadResult> loaded = load.OpenAsync(Load * most, length, cancellationToken);
            while (!loaded.IsCompleted)
            {
                await RetrainAsync(client, cancellationToken).ConfigureAwait(false);
            }

            results[Meanwhile].Add(await loaded.ConfigureAwait(false));
        }

        foreach ((string subject, List<LoadResult> all) in results)
        {
            foreach ((string measure, double share) in new[] { ("p50", 0.5), ("p99", 0.99) })
            {
                sheet.Add(subject, measure, Rounds.Median(all.Select(one => one.Percentile(share))), "ms", Alone);
            }

            sheet.Note($"{subject}, at {Load:0 %} of the highest rate: {string.Join("; ", all.Select(one => one.Describe()))}");
        }
    }

    // Seconds from the request to the event with the comparison. Returns when the training has ended.
    private static async Task<double> RetrainAsync(HttpClient client, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        double? seconds = null;
        using HttpResponseMessage started = await client.PostAsJsonAsync(Trainings, new { }, cancellationToken).ConfigureAwait(false);
        started.EnsureSuccessStatusCode();
        using var stream = new StreamReader(
            await client.GetStreamAsync($"{started.Headers.Location}/stream", cancellationToken).ConfigureAwait(false));
        string last = "";
        while (await stream.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(Event, StringComparison.Ordinal))
            {
                last = line[Event.Length..];
                if (seconds is null && last.Contains("\"comparison\":{", StringComparison.Ordinal))
                {
                    seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                }
            }
        }

        return seconds ?? throw new InvalidOperationException("The training gave no comparison: " + last);
    }
}
