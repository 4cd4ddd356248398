using MaskML.Predict.Pooling;
using MaskML.Predict.Reloading;
using MaskML.Tests.Reloading;
using MaskML.Tests.Support;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MaskML.Tests.Pooling;

public sealed class PoolFromUriTests
{
    private static readonly IReadOnlyList<byte[]> Models = TinyModel.Variants;

    [Fact]
    public async Task Model_from_an_address_is_replaced_and_kept_over_failures()
    {
        await using ModelServer server = await ModelServer.StartAsync(ModelServer.File(Models[0], "0"));
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>().FromUri("net", server.Address, TimeSpan.FromMilliseconds(20));
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        ILiveModel live = pool.GetLiveModel("net");
        Assert.Equal(TinyModel.Bright, pool.Predict("net", CropInput.Bright()).PredictedLabel);
        Assert.DoesNotContain("secret", live.Current!.ToString(), StringComparison.Ordinal);

        server.Answer = ModelServer.File(Models[1], "1");
        await Eventually.TrueAsync(() => live.Current.Version == 2, () => live.Health.ToString());
        Assert.Equal(TinyModel.Dark, pool.Predict("net", CropInput.Bright()).PredictedLabel);

        server.Answer = ModelServer.File(Models[2][..^300], "broken");
        await Eventually.TrueAsync(() => live.Health.State == ModelState.Degraded, () => live.Health.ToString());
        server.Answer = context => Results.StatusCode(500).ExecuteAsync(context);
        await Eventually.TrueAsync(
            () => live.Health.LastFailure!.Reason.Contains("500", StringComparison.Ordinal), () => live.Health.ToString());
        Assert.Equal(TinyModel.Dark, pool.Predict("net", CropInput.Bright()).PredictedLabel);

        server.Answer = ModelServer.File(Models[2], "2");
        await Eventually.TrueAsync(() => live is { Current.Version: 3, Health.State: ModelState.Healthy }, () => live.Health.ToString());
        Assert.Equal("pale", pool.Predict("net", CropInput.Bright()).PredictedLabel);
    }

    [Theory]
    [InlineData("file:///etc/model.zip")]
    [InlineData("ftp://example.org/model.zip")]
    public void Addresses_other_than_http_are_refused(string address) =>
        Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPredictionEnginePool<CropInput, CropOutput>().FromUri(address));
}
