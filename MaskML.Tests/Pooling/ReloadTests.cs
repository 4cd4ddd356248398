using System.Collections.Concurrent;
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
    public async Task A_new_model_is_taken_and_told_of()
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
    public async Task Engines_rented_before_finish_on_the_old_model_which_is_freed_then()
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
    public async Task A_file_that_cannot_be_used_keeps_the_old_model_is_logged_once_and_the_next_good_one_is_taken()
    {
        await using var fixture = new PoolFixture(Models[0]);
        await fixture.Pool.StartAsync();
        fixture.Publish(Models[1][..^200]);
        await fixture.RefusedAsync("not a zip");
        await Task.Delay(400); // Some looks later,
        File.SetLastWriteTimeUtc(fixture.Path, DateTime.UtcNow); // and after a hint that brings nothing new.
        await Task.Delay(200);
        Assert.Single(fixture.Log.Of(LogLevel.Error));
        Assert.Equal(PoolFixture.Sha256(Models[1][..^200]), fixture.Health.LastFailure!.Sha256);
        Assert.Equal(TinyModel.Bright, fixture.Pool.Predict(CropInput.Bright()).PredictedLabel);

        HealthCheckResult health = await CheckAsync(fixture);
        Assert.Equal((HealthStatus.Degraded, true), (health.Status, health.Description!.Contains("not a zip", StringComparison.Ordinal)));

        fixture.Publish(Models[1]);
        await fixture.LiveAsync(Models[1]);
        Assert.Equal(HealthStatus.Healthy, (await CheckAsync(fixture)).Status);
        Assert.Contains("not a zip", fixture.Health.LastFailure!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_live_model_in_its_place_again_ends_the_trouble_without_a_reload()
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
    public async Task A_file_that_looks_unchanged_is_read_now_and_then_all_the_same()
    {
        var options = new ReloadOptions { UseFileEvents = false, PollInterval = TimeSpan.FromMilliseconds(20), Settle = TimeSpan.FromMilliseconds(5) };
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
    public async Task A_folder_that_was_deleted_and_made_again_is_still_watched()
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
    public async Task A_folder_that_cannot_be_watched_is_looked_at_and_said_once()
    {
        using var log = new ListLog();
        using var watch = new FolderWatch(() => { }, TimeSpan.FromSeconds(2), log);
        var entry = new LinkTrail.Entry("/no/such/folder", "model.zip");
        watch.Follow([entry], again: false);
        watch.Follow([entry], again: true);
        Assert.Contains("/no/such/folder cannot be watched", Assert.Single(log.Of(LogLevel.Warning)), StringComparison.Ordinal);

        // And without any events a new model is seen as well.
        var options = PoolFixture.Quick();
        options.UseFileEvents = false;
        await using var fixture = new PoolFixture(Models[0], o => o.Reload = options);
        await fixture.Pool.StartAsync();
        fixture.Publish(Models[1]);
        await fixture.LiveAsync(Models[1]);
    }

    [Fact]
    public async Task Reloads_and_waits_are_measured()
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
