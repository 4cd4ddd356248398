using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MaskML.Cli.Configuration;
using MaskML.Serve.Runs;
using MaskML.Serve.Trainings;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Serve.Runs;

/// <summary>Tests of <c>/v1/trainings</c>.</summary>
[Collection(nameof(ProcessTestGroup))]
public sealed class TrainingEndpointsTests : IDisposable
{
    private readonly TrainingFolder folder = new(20);

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Training_streams_its_progress_and_ends_with_a_run_and_its_comparison_with_the_live_model()
    {
        File.WriteAllBytes(folder.Place("live.zip"), TinyModel.Variants[0]);
        Patch.Write(folder.Place("seen"), 10, TrainingFolder.TwoLabels);
        await using ServeFixture serve = await StartAsync(reviewed: folder.Place("seen"));
        JsonElement before = await GetAsync(serve, "/v1/trainings");
        Assert.Equal(["data", "reviewed"], Names(before.GetProperty("sources")));

        using HttpResponseMessage response = await serve.Client.PostAsJsonAsync(
            "/v1/trainings", new { sources = new[] { new { name = "data", weight = 1.0 }, new { name = "reviewed", weight = 3.0 } } });
        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        string id = (await ServeFixture.JsonAsync(response)).GetProperty("id").GetString()!;
        Assert.Equal("/v1/trainings/" + id, response.Headers.Location?.ToString());

        string stream = await serve.Client.GetStringAsync($"/v1/trainings/{id}/stream");
        JsonElement[] events = [.. stream.Split("\n\n").Where(block => block.Contains("data: ", StringComparison.Ordinal))
            .Select(block => JsonDocument.Parse(block[(block.IndexOf("data: ", StringComparison.Ordinal) + 6)..]).RootElement)];
        JsonElement last = events[^1];
        Assert.True(last.GetProperty("state").GetString() == "done", last.ToString());
        Assert.NotEqual(JsonValueKind.Null, last.GetProperty("ended").ValueKind);
        Assert.Equal(JsonValueKind.Object, last.GetProperty("comparison").ValueKind);
        Assert.Equal("live", last.GetProperty("comparison").GetProperty("old").GetString());

        string run = last.GetProperty("run").GetString()!;
        JsonElement weights = (await GetAsync(serve, "/v1/runs/" + run))
            .GetProperty("configuration").GetProperty("data").GetProperty("weights");
        Assert.Equal([1.0, 3.0], weights.EnumerateArray().Select(weight => weight.GetDouble()));
        Assert.Equal(TinyModel.Variants[0], File.ReadAllBytes(folder.Place("live.zip")));
        Assert.Equal(id, (await GetAsync(serve, "/v1/trainings")).GetProperty("trainings")[0].GetProperty("id").GetString());
    }

    [Fact]
    public async Task One_training_runs_at_a_time_and_can_be_cancelled()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no cat.");
        await using ServeFixture serve = await StartAsync(_ => new ProcessStartInfo("cat")); // It ends with its input.
        string id = await PostAsync(serve);
        using (HttpResponseMessage second = await serve.Client.PostAsJsonAsync("/v1/trainings", new { }))
        {
            await ProblemCheck.IsAsync(second, 409, "training-runs");
        }

        using HttpResponseMessage cancelled = await serve.Client.DeleteAsync("/v1/trainings/" + id);
        Assert.Equal(HttpStatusCode.NoContent, cancelled.StatusCode);
        Assert.Equal("cancelled", (await EndAsync(serve, id)).GetProperty("state").GetString());
        await PostAsync(serve);
    }

    [Fact]
    public async Task Training_process_has_a_lower_priority_than_the_service()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no cat.");
        using Process process = TrainingJob.Launch(new ProcessStartInfo("cat"));
        Assert.Equal(ProcessPriorityClass.Idle, process.PriorityClass);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    [Fact]
    public async Task Cancelled_training_leaves_neither_a_run_nor_files()
    {
        await using ServeFixture serve = await StartAsync();
        string id = await PostAsync(serve);
        await ReadUntilAsync(serve, id, "\"phase\":\"");
        using HttpResponseMessage cancelled = await serve.Client.DeleteAsync("/v1/trainings/" + id);
        JsonElement end = await EndAsync(serve, id);
        bool hasRun = end.GetProperty("run").ValueKind == JsonValueKind.String; // It may have ended before.
        Assert.True(hasRun || end.GetProperty("state").GetString() == "cancelled", end.ToString());
        Assert.Equal(hasRun ? 1 : 0, folder.RunFolders.Length);
    }

    [Fact]
    public async Task Failed_training_says_why_without_folders_of_the_server()
    {
        foreach (string label in TrainingFolder.TwoLabels)
        {
            foreach (string file in Directory.GetFiles(Path.Combine(folder.Data, label)))
            {
                File.WriteAllText(file, "no picture");
            }
        }

        await using ServeFixture serve = await StartAsync();
        JsonElement end = await EndAsync(serve, await PostAsync(serve));
        Assert.Equal("failed", end.GetProperty("state").GetString());
        string problem = end.GetProperty("problem").GetString()!;
        Assert.Contains("two labels or more", problem, StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Path, problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Training_that_fails_after_its_comparison_has_none()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no sh.");
        const string Script = """echo '{"comparison":{"old":"live"}}'; read line; exit 1""";
        await using ServeFixture serve = await StartAsync(_ => new ProcessStartInfo("sh", ["-c", Script]));
        string id = await PostAsync(serve);
        await ReadUntilAsync(serve, id, "\"comparison\":{");
        (await serve.Client.DeleteAsync("/v1/trainings/" + id)).Dispose();
        Assert.Equal(JsonValueKind.Null, (await EndAsync(serve, id)).GetProperty("comparison").ValueKind);
    }

    [Theory]
    [InlineData("""{"sources":[{"name":"other"}]}""", "found 'other', expected one of data")]
    [InlineData("""{"sources":[]}""", "found none")]
    [InlineData("""{"sources":[{"name":"data"},{"name":"data"}]}""", "found one twice")]
    [InlineData("""{"sources":[{"name":"data","weight":0}]}""", "found the weight 0")]
    [InlineData("""{"folder":"/"}""", "folder")]
    [InlineData("", "cannot be used")]
    public async Task Wrong_bodies_start_nothing(string body, string said)
    {
        await using ServeFixture serve = await StartAsync();
        using HttpResponseMessage response = await serve.Client.PostAsync(
            "/v1/trainings", new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Contains(said, await ProblemCheck.IsAsync(response, 400, "bad-request"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await GetAsync(serve, "/v1/trainings")).GetProperty("running").ValueKind);
    }

    private static string?[] Names(JsonElement sources) => [.. sources.EnumerateArray().Select(one => one.GetProperty("name").GetString())];

    private static async Task<string> PostAsync(ServeFixture serve)
    {
        using HttpResponseMessage response = await serve.Client.PostAsJsonAsync("/v1/trainings", new { });
        Assert.True(response.StatusCode == HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await ServeFixture.JsonAsync(response)).GetProperty("id").GetString()!;
    }

    private static async Task ReadUntilAsync(ServeFixture serve, string id, string part)
    {
        using var stream = new StreamReader(await serve.Client.GetStreamAsync($"/v1/trainings/{id}/stream"));
        string? line;
        do
        {
            line = await stream.ReadLineAsync();
        }
        while (line?.Contains(part, StringComparison.Ordinal) == false);
        Assert.NotNull(line);
    }

    private static async Task<JsonElement> EndAsync(ServeFixture serve, string id)
    {
        await serve.Client.GetStringAsync($"/v1/trainings/{id}/stream");
        return await GetAsync(serve, "/v1/trainings/" + id);
    }

    private static async Task<JsonElement> GetAsync(ServeFixture serve, string path)
    {
        using HttpResponseMessage response = await serve.Client.GetAsync(path);
        JsonElement json = await ServeFixture.JsonAsync(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK, json.ToString());
        return json;
    }

    private Task<ServeFixture> StartAsync(
        Func<IReadOnlyList<(string Folder, double Weight)>, ProcessStartInfo>? train = null, string? reviewed = null)
    {
        LoadedConfig loaded = ConfigLoader.Load(folder.Config, new Dictionary<string, string>(), []);
        train ??= sources => Retrain(folder, sources);
        return ServeFixture.StartAsync(runs: new RunSettings { Training = loaded.Training, Reviewed = reviewed, Train = train });
    }

    /// <summary>The training process that the program starts.</summary>
    internal static ProcessStartInfo Retrain(TrainingFolder folder, IReadOnlyList<(string Folder, double Weight)> sources)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "maskml.dll"), "retrain", "--config", folder.Config,
                "--set", "data.sources=" + JsonSerializer.Serialize(sources.Select(source => source.Folder)),
                "--set", "data.weights=" + JsonSerializer.Serialize(sources.Select(source => source.Weight)),
            ]);
        start.Environment["TMPDIR"] = Directory.CreateDirectory(folder.Place("tmp")).FullName;
        return start;
    }
}
