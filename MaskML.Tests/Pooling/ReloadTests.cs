using System.Collections.Concurrent;
using MaskML.Predict.Errors;
using MaskML.Predict.Files;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MaskML.Tests.Pooling;

public sealed class ReloadTests
{
    private static readonly IReadOnlyList<byte[]> Models = TinyModel.Variants;

    [Fact]
    public async Task New_model_is_loaded_and_reported_to_listeners()
    {
        await using var fixture = new PoolFixture(Models[0]);
        await fixture.Pool.StartAsync();
        var events = new ConcurrentQueue<ModelReloadedEventArgs>();
        fixture.Pool.GetLiveModel().Reloaded += (_, e) => throw new InvalidOperationException("a bad listener");
        fixture.Pool.GetLiveModel().Reloaded += (_, e) => events.Enqueue(e);
        fixture.Publish(Models[1]);
        await fixture.LiveAsync(Models[1]);
        Assert.Equal(TinyModel.Dark, fixture.Pool.Predict(CropInput.Bright()).PredictedLabel);
        Assert.Equal(2, fixture.Pool.Current!.Version);
        fixture.Publish(Models[2]);
        await fixture.LiveAsync(Models[2]);
        Assert.Equal(3, fixture.Pool.Current!.Version);
        Assert.Equal("pale", fixture.Pool.Predict(CropInput.Bright()).PredictedLabel);
        await Eventually.TrueAsync(() => events.Count == 2, () => string.Join('\n', fixture.Log.Lines));
        Assert.Equal([1L, 2L], events.Select(e => e.Previous.Version));
        Assert.Equal(2, fixture.Log.Of(LogLevel.Error).Length);
    }

    [Fact]
    public async Task Old_model_serves_the_engines_rented_before_a_reload_and_is_freed_with_the_last()
    {
        await using var fixture = new PoolFixture(Models[0]);
        EngineLease<CropInput, CropOutput> old = await fixture.Pool.RentAsync();
        fixture.Publish(Models[1]);
        await fixture.LiveAsync(Models[1]);
        Assert.Equal(2, fixture.Metrics.Generations);

        Assert.Equal(TinyModel.Bright, old.Engine.Predict(CropInput.Bright()).PredictedLabel);
        Assert.Equal(PoolFixture.Sha256(Models[0]), old.Model.Sha256);
        using (EngineLease<CropInput, CropOutput> young = await fixture.Pool.RentAsync())
        {
            Assert.Equal(PoolFixture.Sha256(Models[1]), young.Model.Sha256);
            Assert.Equal(TinyModel.Dark, young.Engine.Predict(CropInput.Bright()).PredictedLabel);
        }

        old.Dispose();
        Assert.Equal(1, fixture.Metrics.Generations);
    }

    [Fact]
    public async Task Unusable_file_is_logged_once_and_the_old_model_stays_until_a_good_one_comes()
    {
        await using var fixture = new PoolFixture(Models[0]);
        await fixture.Pool.StartAsync();
        fixture.Publish(Models[1][..^200]);
        await fixture.RefusedAsync("not a zip");
        await fixture.Time.FiresAsync(4);
        File.SetLastWriteTimeUtc(fixture.Path, DateTime.UtcNow); // The time changes, the content does not.
        await fixture.Time.FiresAsync(2);
        Assert.Single(fixture.Log.Of(LogLevel.Error));
        Assert.Equal(PoolFixture.Sha256(Models[1][..^200]), fixture.Health.LastFailure!.Sha256);
        Assert.Equal(TinyModel.Bright, fixture.Pool.Predict(CropInput.Bright()).PredictedLabel);

        HealthCheckResult health = await CheckAsync(fixture);
        Assert.Equal((HealthStatus.Degraded, true), (health.Status, health.Description!.Contains("not a zip", StringComparison.Ordinal)));

        fixture.Publish(Models[1]);
        await fixture.LiveAsync(Models[1]);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(fixture)).Status);
        Assert.Contains("not a zip", fixture.Health.LastFailure!.Reason, StringComparison.Ordinal);
        Assert.Single(fixture.Log.Of(LogLevel.Error));
    }

    [Fact]
    public async Task Health_recovers_without_a_reload_when_the_live_model_returns()
    {
        await using var fixture = new PoolFixture(Models[0]);
        await fixture.Pool.StartAsync();
        File.Delete(fixture.Path);
        await fixture.RefusedAsync("no such file");
        fixture.Publish(Models[0]);
        await fixture.LiveAsync(Models[0]);
        Assert.Equal(1, fixture.Pool.Current!.Version);
        Assert.Contains(fixture.Log.Lines, line => line.Contains("again", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_with_an_unchanged_time_and_length_is_still_read_now_and_then()
    {
        var options = new ReloadOptions
        {
            UseFileEvents = false,
            PollInterval = TimeSpan.FromMilliseconds(20),
            Settle = TimeSpan.FromMilliseconds(5),
        };
        await using var fixture = new PoolFixture(Models[0], o => o.Reload = options);
        await fixture.Pool.StartAsync();
        DateTime written = File.GetLastWriteTimeUtc(fixture.Path);
        using (FileStream file = File.OpenWrite(fixture.Path))
        {
            file.Position = file.Length / 2;
            file.Write("changed"u8);
        }

        File.SetLastWriteTimeUtc(fixture.Path, written);
        await fixture.RefusedAsync("damaged");
    }

    [Fact]
    public async Task File_that_never_rests_is_loaded_after_the_longest_wait_with_a_warning()
    {
        var options = new ReloadOptions { Settle = TimeSpan.FromMilliseconds(250), MaxSettle = TimeSpan.FromMilliseconds(300) };
        await using var fixture = new PoolFixture(Models[0], o => o.Reload = options);
        await fixture.Pool.StartAsync();
        using var stop = new CancellationTokenSource();
        Task writer = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                fixture.Publish(Models[1]);
                await Task.Delay(20);
            }
        });
        await fixture.LiveAsync(Models[1]);
        await stop.CancelAsync();
        await writer;
        Assert.Contains("has been changing for", fixture.Log.Of(LogLevel.Warning)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unusable_file_that_never_rests_degrades_the_model()
    {
        var options = new ReloadOptions { Settle = TimeSpan.FromMilliseconds(250), MaxSettle = TimeSpan.FromMilliseconds(300) };
        await using var fixture = new PoolFixture(Models[0], o => o.Reload = options);
        await fixture.Pool.StartAsync();
        using var stop = new CancellationTokenSource();
        Task writer = Task.Run(async () =>
        {
            using FileStream file = File.OpenWrite(fixture.Path);
            for (byte i = 0; !stop.IsCancellationRequested; i++)
            {
                file.Position = 0;
                file.WriteByte(i);
                file.Flush();
                await Task.Delay(20);
            }
        });
        await fixture.RefusedAsync("");
        await stop.CancelAsync();
        await writer;
        Assert.Equal(PoolFixture.Sha256(Models[0]), fixture.Pool.Current!.Sha256);
    }

    [Fact]
    public async Task Optional_file_is_loaded_when_it_is_there()
    {
        using var folder = new TempFolder();
        string path = folder.File("live/model.zip");
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>()
            .FromFile(null, path, optional: true)
            .Configure(options => options.Reload = PoolFixture.Quick());
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        await pool.StartAsync();
        Assert.Contains(
            "no such file yet", Assert.Throws<InputException>(() => pool.Predict(CropInput.Bright())).Message, StringComparison.Ordinal);
        Assert.Equal(ModelState.NotLoaded, pool.GetLiveModel().Health.State);

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        TinyModel.Publish(Models[0][..^200], path);
        await Eventually.TrueAsync(
            () => pool.GetLiveModel().Health.LastFailure!.Sha256 is not null, () => pool.GetLiveModel().Health.ToString());
        Assert.Equal(ModelState.NotLoaded, pool.GetLiveModel().Health.State);
        TinyModel.Publish(Models[0], path);
        await Eventually.TrueAsync(() => pool.Current is not null, () => pool.GetLiveModel().Health.ToString());
        Assert.Equal(TinyModel.Bright, pool.Predict(CropInput.Bright()).PredictedLabel);
    }

    [Fact]
    public async Task Folder_that_was_deleted_and_created_again_is_still_watched()
    {
        await using var fixture = new PoolFixture(Models[0]);
        await fixture.Pool.StartAsync();
        Directory.Delete(Path.GetDirectoryName(fixture.Path)!, recursive: true);
        await fixture.RefusedAsync("no such file");
        foreach (byte[] model in new[] { Models[1], Models[2] })
        {
            fixture.Publish(model);
            await fixture.LiveAsync(model);
        }
    }

    [Fact]
    public async Task Folder_that_cannot_be_watched_is_polled_with_one_warning()
    {
        using var log = new ListLog();
        using var watch = new FolderWatch(() => { }, TimeSpan.FromSeconds(2), log);
        var entry = new LinkTrail.Entry("/no/such/folder", "model.zip");
        watch.Follow([entry], recreate: false);
        watch.Follow([entry], recreate: true);
        Assert.Contains("/no/such/folder cannot be watched", Assert.Single(log.Of(LogLevel.Warning)), StringComparison.Ordinal);

        // Polling alone notices a new model, too.
        var options = PoolFixture.Quick();
        options.UseFileEvents = false;
        await using var fixture = new PoolFixture(Models[0], o => o.Reload = options);
        await fixture.Pool.StartAsync();
        fixture.Publish(Models[1]);
        await fixture.LiveAsync(Models[1]);
    }

    [Fact]
    public async Task Metrics_count_reloads_and_waits()
    {
        await using var fixture = new PoolFixture(Models[0]);
        fixture.Pool.Predict(CropInput.Bright());
        fixture.Publish("no model"u8.ToArray());
        await fixture.RefusedAsync("not a zip");
        Assert.Equal(
            [
                "maskml.model.generations", "maskml.model.reloads live", "maskml.pool.wait.duration served", "maskml.prediction.duration",
                "maskml.model.reloads refused",
            ],
            fixture.Metrics.Seen);
    }

    private static Task<HealthCheckResult> CheckAsync(PoolFixture fixture) =>
        new LiveModelHealthCheck(fixture.Services.GetServices<ILiveModels>()).CheckHealthAsync(new HealthCheckContext());
}
