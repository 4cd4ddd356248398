using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.ML;
using Xunit;

namespace MaskML.Tests.Pooling;

public sealed class PredictionEnginePoolTests
{
    private static readonly IReadOnlyList<byte[]> Models = TinyModel.Variants;

    [Fact]
    public async Task Pool_has_the_members_of_the_stock_pool()
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("a.zip"), Models[0]);
        await File.WriteAllBytesAsync(folder.File("b.zip"), Models[1]);
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>()
            .FromFile(folder.File("a.zip"))
            .FromFile(modelName: "other", filePath: folder.File("b.zip"), watchForChanges: false);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();

        Assert.Equal(TinyModel.Bright, pool.Predict(CropInput.Bright()).PredictedLabel);
        Assert.Equal(TinyModel.Dark, pool.Predict(modelName: "other", example: CropInput.Bright()).PredictedLabel);
        PredictionEngine<CropInput, CropOutput> engine = pool.GetPredictionEngine();
        Assert.Equal(TinyModel.Bright, engine.Predict(CropInput.Bright()).PredictedLabel);
        pool.ReturnPredictionEngine(engine);
        PredictionEngine<CropInput, CropOutput> other = pool.GetPredictionEngine("other");
        Assert.Equal(TinyModel.Dark, other.Predict(CropInput.Bright()).PredictedLabel);
        pool.ReturnPredictionEngine("other", other);
        Assert.NotSame(pool.GetModel(), pool.GetModel("other"));
    }

    [Fact]
    public async Task Pool_says_which_model_is_live()
    {
        await using var fixture = new PoolFixture(Models[0]);
        Assert.Null(fixture.Pool.Current);
        await fixture.Pool.StartAsync();
        LiveModelInfo live = fixture.Pool.Current!;
        Assert.Equal((1, PoolFixture.Sha256(Models[0])), (live.Version, live.Sha256));
        Assert.Equal([TinyModel.Bright, TinyModel.Dark], live.Manifest!.Labels);
        Assert.InRange(live.Since, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow);
    }

    [Fact]
    public async Task Zip_of_ml_net_without_a_manifest_is_accepted()
    {
        byte[] stock = ZipBytes.Without(Models[0], ModelSchema.ManifestEntry, ModelSchema.SealEntry);
        await using var fixture = new PoolFixture(stock);
        Assert.Equal(TinyModel.Bright, fixture.Pool.Predict(CropInput.Bright()).PredictedLabel);
        Assert.Null(fixture.Pool.Current!.Manifest);
    }

    [Fact]
    public async Task Unsealed_model_does_not_replace_a_sealed_one()
    {
        await using var fixture = new PoolFixture(Models[0]);
        await fixture.Pool.StartAsync();
        fixture.Publish(ZipBytes.Without(Models[1], ModelSchema.ManifestEntry, ModelSchema.SealEntry));
        await fixture.RefusedAsync("An unchecked model does not replace a checked one");
        Assert.Equal(PoolFixture.Sha256(Models[0]), fixture.Pool.Current!.Sha256);
    }

    [Fact]
    public async Task Engine_that_is_not_rented_cannot_be_returned()
    {
        await using var one = new PoolFixture(Models[0]);
        await using var two = new PoolFixture(Models[0]);
        PredictionEngine<CropInput, CropOutput> engine = one.Pool.GetPredictionEngine();
        string message = Assert.Throws<ArgumentException>(() => two.Pool.ReturnPredictionEngine(engine)).Message;
        Assert.Contains("not rented", message, StringComparison.Ordinal);
        one.Pool.ReturnPredictionEngine(engine);
        Assert.Throws<ArgumentException>(() => one.Pool.ReturnPredictionEngine(engine));
    }

    [Fact]
    public async Task Unknown_name_is_an_error_that_lists_the_known_ones()
    {
        await using var fixture = new PoolFixture(Models[0]);
        Assert.Contains(
            "It has: ''", Assert.Throws<ArgumentException>(() => fixture.Pool.GetPredictionEngine("x")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Caller_waits_for_an_engine_and_gets_a_timeout_with_the_reason()
    {
        await using var fixture = new PoolFixture(Models[0], options => options.MaxWait = TimeSpan.FromMilliseconds(50));
        EngineLease<CropInput, CropOutput>[] all = [await fixture.Pool.RentAsync(), await fixture.Pool.RentAsync()];
        Assert.Contains(
            "all 2 places", Assert.Throws<TimeoutException>(() => fixture.Pool.GetPredictionEngine()).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<TimeoutException>(() => fixture.Pool.RentAsync());
        all[0].Dispose();
        all[0].Dispose(); // Disposing twice returns one engine.
        using (await fixture.Pool.RentAsync())
        {
            await Assert.ThrowsAsync<TimeoutException>(() => fixture.Pool.RentAsync());
        }

        all[1].Dispose();
    }

    [Fact]
    public async Task Cancelled_wait_takes_no_engine()
    {
        await using var fixture = new PoolFixture(Models[0]);
        using EngineLease<CropInput, CropOutput> first = await fixture.Pool.RentAsync();
        EngineLease<CropInput, CropOutput> second = await fixture.Pool.RentAsync();
        using var cancel = new CancellationTokenSource();
        Task<EngineLease<CropInput, CropOutput>> waiting = fixture.Pool.RentAsync(cancel.Token);
        Assert.False(waiting.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        second.Dispose();
        (await fixture.Pool.RentAsync()).Dispose();
    }

    [Fact]
    public async Task Missing_model_is_an_error_and_the_next_call_tries_again()
    {
        await using var fixture = new PoolFixture();
        Assert.Contains(
            "no such file", Assert.Throws<InputException>(() => fixture.Pool.GetPredictionEngine()).Message, StringComparison.Ordinal);
        Assert.Equal(ModelState.NotLoaded, fixture.Health.State);
        fixture.Publish(Models[0]);
        Assert.Equal(TinyModel.Bright, fixture.Pool.Predict(CropInput.Bright()).PredictedLabel);
    }

    [Fact]
    public async Task Canary_with_a_wrong_answer_refuses_the_model()
    {
        await using var fixture = new PoolFixture(
            Models[0], options => options.Canary = engine => engine.Predict(CropInput.Bright()).PredictedLabel == TinyModel.Bright);
        await fixture.Pool.StartAsync();
        fixture.Publish(Models[1]);
        await fixture.RefusedAsync("does not answer the canary");
        Assert.Equal(TinyModel.Bright, fixture.Pool.Predict(CropInput.Bright()).PredictedLabel);
    }

    [Fact]
    public async Task Model_for_other_columns_is_refused()
    {
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder.File("a.zip"), Models[0]);
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<OtherInput, CropOutput>().FromFile(folder.File("a.zip"));
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<OtherInput, CropOutput>>();
        Assert.Contains("does not take OtherInput", Assert.Throws<InputException>(() => pool.GetModel()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_out_of_range_are_reported_together()
    {
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>().FromFile("a.zip")
            .Configure(options => (options.Size, options.Reload.MaxBytes) = (0, 1));
        using ServiceProvider provider = services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(nameof(PredictionEnginePoolOptions<,>.Size), error.Message, StringComparison.Ordinal);
        Assert.Contains(nameof(ReloadOptions.MaxBytes), error.Message, StringComparison.Ordinal);
    }

    private sealed class OtherInput
    {
        public float Number { get; set; }
    }
}
