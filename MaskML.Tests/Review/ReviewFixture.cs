using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Predict.Photos;
using MaskML.Serve;
using MaskML.Serve.Events;
using MaskML.Serve.Hosting;
using MaskML.Serve.Review;
using MaskML.Tests.Serve;
using MaskML.Tests.Support;

namespace MaskML.Tests.Review;

/// <summary>The service in this process with a review of all faces, and a folder of its own.</summary>
internal sealed class ReviewFixture : IAsyncDisposable
{
    private readonly TempFolder folder = new();
    private ServeFixture? serve;

    public ReviewFixture() => Options = new ReviewOptions { Enabled = true, Folder = folder.File("review"), Share = 1 };

    public ReviewOptions Options { get; set; }

    public HttpClient Client => serve!.Client;

    public ReviewStore Store => (ReviewStore)serve!.App.Services.GetService(typeof(ReviewStore))!;

    public string Folder => Options.Folder;

    public async Task<ReviewFixture> StartAsync(ServeOptions? options = null, double uncertainBelow = 0.8)
    {
        serve = await ServeFixture.StartAsync(
            options,
            config => config with { Predict = new PredictOptions { Detector = "none", UncertainBelow = uncertainBelow } },
            new WatchSettings { Review = Options, Events = new EventOptions { Store = folder.File("events.db") } });
        return this;
    }

    /// <summary>Stops the service; the folder stays for the next start.</summary>
    public async Task StopAsync()
    {
        await serve!.DisposeAsync();
        serve = null;
    }

    /// <summary>Has one photo judged.</summary>
    public Task<HttpResponseMessage> PostAsync(string query = "") => serve!.PostAsync(Photos(1).Single(), query);

    /// <summary>Has photos judged and waits until the review has some number of crops.</summary>
    public async Task<JsonElement[]> CollectAsync(int crops, params IEnumerable<byte[]> photos)
    {
        foreach (byte[] photo in photos)
        {
            (await serve!.PostAsync(photo)).EnsureSuccessStatusCode();
        }

        await Eventually.TrueAsync(() => Store.All.Count == crops, () => $"{Store.All.Count} crops");
        return await CropsAsync("?state=all");
    }

    /// <summary>Photos that differ from each other.</summary>
    public static IEnumerable<byte[]> Photos(int count, int seed = 1) => Enumerable.Range(0, count).Select(i =>
    {
        using OpenCvSharp.Mat photo = TinyModel.Noise(i % 2 == 0 ? 200 : 60, (1000 * seed) + i, 64);
        return photo.ImEncode(".png");
    });

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        Xunit.Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await ServeFixture.JsonAsync(response);
    }

    public async Task<JsonElement[]> CropsAsync(string query = "") =>
        [.. (await GetAsync("/v1/review/crops" + query)).GetProperty("crops").EnumerateArray()];

    public static string Id(JsonElement crop) => crop.GetProperty("id").GetString()!;

    public Task<HttpResponseMessage> LabelAsync(string by, params (string Id, string? Answer, int Version)[] answers) =>
        Client.PostAsJsonAsync("/v1/review/labels", new
        {
            by,
            answers = answers.Select(one => new { id = one.Id, answer = one.Answer, version = one.Version }),
        });

    /// <summary>Files of labelled crops, as LABEL/ID.</summary>
    public string[] Labelled() => Labelled(Folder);

    /// <summary>Files of labelled crops in a folder, as LABEL/ID.</summary>
    public static string[] Labelled(string folder) => [.. Directory.EnumerateDirectories(folder)
        .Where(label => Path.GetFileName(label)[0] != '.').SelectMany(Directory.EnumerateFiles)
        .Select(file => Path.GetRelativePath(folder, Path.ChangeExtension(file, null)).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        if (serve is not null)
        {
            await serve.DisposeAsync();
        }

        folder.Dispose();
    }
}
