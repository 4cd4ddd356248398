using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Predict.Reloading;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Hosting;

public sealed class MaskDetectorTests : IDisposable
{
    private readonly TinyModel model = new();
    private readonly Mat photo = TinyModel.Noise(200, 1, 90);

    public void Dispose()
    {
        photo.Dispose();
        model.Dispose();
    }

    [Fact]
    public async Task Photo_gives_the_result_of_the_command_line()
    {
        await using ServiceProvider provider = Build();
        PhotoPrediction found = await Detector(provider).DetectAsync(new MemoryStream(photo.ImEncode(".png")));
        using MaskModel loaded = MaskModel.Load(model.Path);
        using var whole = new WholeImageDetector();
        PhotoPrediction expected = new FacePipeline(loaded, whole, new PredictOptions()).Run(photo);
        LabelledFace face = Assert.Single(found.Faces);
        Assert.Equal(expected.Faces[0].Scores, face.Scores);
        Assert.Equal((90, 90, loaded.Sha256), (found.Width, found.Height, found.ModelSha256));
        Assert.Equal(loaded.Labels, found.Labels);
        Assert.Equal(face.Scores, Assert.Single((await Detector(provider).DetectAsync(photo)).Faces).Scores);
    }

    [Fact]
    public async Task Bytes_that_are_not_an_image_are_refused_and_release_their_turn()
    {
        await using ServiceProvider provider = Build(o => (o.Concurrency, o.MaxWait) = (1, TimeSpan.Zero));
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<ImageException>(() => Detector(provider).DetectAsync(new MemoryStream([1, 2, 3])));
        }
    }

    [Fact]
    public async Task Endless_stream_is_refused()
    {
        await using ServiceProvider provider = Build(o => o.MaxPhotoBytes = 100_000);
        var error = await Assert.ThrowsAsync<ImageException>(() => Detector(provider).DetectAsync(new MemoryStream(new byte[100_001])));
        Assert.Equal(ImageFault.TooLarge, error.Fault);
    }

    [Theory]
    [InlineData(6000, 5000)]
    [InlineData(4000, 3000)]
    public async Task Larger_photos_leave_a_place_for_small_ones(int width, int height)
    {
        await using ServiceProvider provider = Build(o => (o.Concurrency, o.MaxWait) = (2, TimeSpan.FromMinutes(1)));
        using var huge = new Mat(height, width, MatType.CV_8UC3, Scalar.All(200));
        byte[] large = huge.ImEncode(".png");
        using var blocked = new ManualResetEventSlim();
        Task<PhotoPrediction>[] all = [.. Enumerable.Range(0, 4).Select(_ => Detector(provider).DetectAsync(
            large, new DetectOptions { OnTurn = blocked.Wait }))];
        await Detector(provider).DetectAsync(photo.ImEncode(".png"), new DetectOptions());
        Assert.DoesNotContain(all, task => task.IsCompleted);
        blocked.Set();
        await Task.WhenAll(all);
    }

    [Fact]
    public async Task Photos_take_turns_and_waiting_ends_with_a_timeout_or_cancellation()
    {
        await using ServiceProvider provider = Build(o => (o.Concurrency, o.MaxWait) = (1, TimeSpan.FromMilliseconds(50)));
        var pool = provider.GetRequiredService<MaskModelPool>();
        MaskModelLease lease = await pool.RentAsync();
        await Assert.ThrowsAsync<TimeoutException>(() => Detector(provider).DetectAsync(photo));
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Detector(provider).DetectAsync(photo, cancelled.Token));
        lease.Dispose();
        Assert.Single((await Detector(provider).DetectAsync(photo)).Faces);
    }

    [Fact]
    public async Task Callers_can_choose_the_detector_and_the_threshold()
    {
        await using ServiceProvider provider = Build();
        byte[] bytes = photo.ImEncode(".png");
        PhotoPrediction whole = await Detector(provider).DetectAsync(bytes, new DetectOptions { UncertainBelow = 1 });
        Assert.True(Assert.Single(whole.Faces).Uncertain);
        PhotoPrediction searched = await Detector(provider).DetectAsync(bytes, new DetectOptions { Detector = "masknet" });
        Assert.Empty(searched.Faces); // Noise without a face.
        Assert.False(Assert.Single((await Detector(provider).DetectAsync(bytes, new DetectOptions())).Faces).Uncertain);
        await Assert.ThrowsAsync<UsageException>(() => Detector(provider).DetectAsync(bytes, new DetectOptions { Detector = "eyes" }));
    }

    [Fact]
    public async Task Pixels_can_be_changed_until_the_lease_is_released()
    {
        await using ServiceProvider provider = Build();
        PhotoPrediction? seen = null;
        var options = new DetectOptions { OnJudged = (pixels, judged) => seen = pixels.Size() == photo.Size() ? judged : null };
        Assert.Same(await Detector(provider).DetectAsync(photo.ImEncode(".png"), options), seen);
    }

    [Fact]
    public async Task Cancelled_caller_returns_at_once_and_the_turn_ends_with_the_work()
    {
        await using ServiceProvider provider = Build(o => (o.Concurrency, o.MaxWait) = (1, TimeSpan.Zero));
        byte[] bytes = photo.ImEncode(".png");
        using var begun = new ManualResetEventSlim();
        using var go = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var slow = new DetectOptions
        {
            OnTurn = () =>
            {
                begun.Set();
                go.Wait();
            },
        };
        Task<PhotoPrediction> given = Detector(provider).DetectAsync(bytes, slow, cancel.Token);
        begun.Wait();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await Assert.ThrowsAsync<TimeoutException>(() => Detector(provider).DetectAsync(bytes, new DetectOptions()));
        go.Set();
        await Eventually.TrueAsync(() => Free(provider), () => "the turn is still taken");
    }

    [Fact]
    public async Task Disposing_the_pool_keeps_detectors_that_are_in_use()
    {
        ServiceProvider provider = Build();
        MaskModelLease lease = await provider.GetRequiredService<MaskModelPool>().RentAsync();
        FacePipeline pipeline = lease.PipelineOf("masknet");
        await provider.DisposeAsync();
        Assert.Empty(pipeline.Run(photo).Faces);
        lease.Dispose();
    }

    [Theory]
    [InlineData("P6 20000 20000 255\n")]
    [InlineData("II*\0")]
    public async Task Formats_without_a_known_size_are_refused(string begin)
    {
        await using ServiceProvider provider = Build();
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(begin), .. new byte[1000]];
        var error = await Assert.ThrowsAsync<ImageException>(() => Detector(provider).DetectAsync(new MemoryStream(bytes)));
        Assert.Equal(ImageFault.NotAnImage, error.Fault);
    }

    [Fact]
    public async Task New_model_answers_the_next_photo_and_a_rented_one_stays_usable()
    {
        await using ServiceProvider provider = Build();
        var pool = provider.GetRequiredService<MaskModelPool>();
        using MaskModelLease old = await pool.RentAsync();
        string before = old.Info.Sha256;
        await File.WriteAllBytesAsync(model.Path, TinyModel.Variants[1]);
        await Eventually.TrueAsync(() => pool.Current!.Version == 2, () => pool.Live.Health.ToString());
        PhotoPrediction found = await Detector(provider).DetectAsync(photo);
        Assert.Equal((TinyModel.Dark, pool.Current!.Sha256), (found.Faces[0].Label, found.ModelSha256));
        Assert.Equal((TinyModel.Bright, before), (old.Pipeline.Run(photo).Faces[0].Label, old.Model.Sha256));
    }

    [Fact]
    public async Task Health_and_readiness_follow_the_model()
    {
        await using ServiceProvider provider = Build();
        var checks = provider.GetRequiredService<HealthCheckService>();
        Assert.Equal(HealthStatus.Unhealthy, (await checks.CheckHealthAsync()).Status);
        await provider.GetRequiredService<MaskModelPool>().StartAsync();
        Assert.Equal(HealthStatus.Healthy, (await checks.CheckHealthAsync()).Status);
        File.Delete(model.Path);
        ILiveModel live = provider.GetRequiredService<MaskModelPool>().Live;
        await Eventually.TrueAsync(() => live.Health.State == ModelState.Degraded, () => live.Health.ToString());
        HealthReport report = await checks.CheckHealthAsync();
        Assert.Equal(HealthStatus.Degraded, report.Status);
        Assert.Contains("no such file", report.Entries["models"].Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disposed_detector_answers_nothing()
    {
        ServiceProvider provider = Build();
        var pool = provider.GetRequiredService<MaskModelPool>();
        MaskModelLease lease = await pool.RentAsync();
        await provider.DisposeAsync();
        Assert.Equal(TinyModel.Bright, lease.Pipeline.Run(photo).Faces[0].Label); // The lease stays usable until it is released.
        lease.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => pool.RentAsync());
    }

    private static bool Free(IServiceProvider provider)
    {
        try
        {
            using MaskModelLease lease = provider.GetRequiredService<MaskModelPool>().RentAsync().GetAwaiter().GetResult();
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static IMaskDetector Detector(IServiceProvider provider) => provider.GetRequiredService<IMaskDetector>();

    private ServiceProvider Build(Action<MaskMLOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddHealthChecks().AddModels();
        services.AddMaskML(options =>
        {
            (options.Model, options.Predict, options.Reload) = (model.Path, new PredictOptions { Detector = "none" }, PoolFixture.Quick());
            configure?.Invoke(options);
        });
        return services.BuildServiceProvider();
    }
}
