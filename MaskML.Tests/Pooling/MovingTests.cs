using MaskML.Predict.Errors;
using MaskML.Predict.Pooling;
using MaskML.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.ML;
using Xunit;

namespace MaskML.Tests.Pooling;

/// <summary>
/// Calls as programs for Microsoft.Extensions.ML make them, which compile and work with another <c>using</c> alone (docs/embed.md).
/// </summary>
public sealed class MovingTests : IDisposable
{
    private static readonly IReadOnlyList<byte[]> Models = TinyModel.Variants;

    private readonly TempFolder folder = new();

    public MovingTests() => File.WriteAllBytes(Zip, Models[0]);

    private string Zip => folder.File("model.zip");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task File_may_come_from_the_configuration_and_be_watched_or_not()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Model"] = Zip }).Build();
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>()
            .FromFile(configuration["Model"], false)
            .FromFile("named", configuration["Model"])
            .FromFile(modelName: "watched", filePath: configuration["Model"], watchForChanges: true);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        Assert.Equal(TinyModel.Bright, PredictionEnginePoolExtensions.Predict(pool, CropInput.Bright()).PredictedLabel);
        Assert.Equal(TinyModel.Bright, PredictionEnginePoolExtensions.Predict(pool, "named", CropInput.Bright()).PredictedLabel);
        Assert.Throws<ArgumentNullException>(
            () => services.AddPredictionEnginePool<CropInput, CropOutput>().FromFile(configuration["none"]));
    }

    [Fact]
    public async Task Pool_may_come_from_a_factory_and_models_from_a_builder_of_ones_own()
    {
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>(provider => new PredictionEnginePool<CropInput, CropOutput>(
            provider,
            provider.GetRequiredService<IOptions<MLOptions>>(),
            provider.GetRequiredService<IOptionsFactory<PredictionEnginePoolOptions<CropInput, CropOutput>>>()));
        new PredictionEnginePoolBuilder<CropInput, CropOutput>(services).FromFile(Zip);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        Assert.Equal(TinyModel.Bright, pool.Predict(CropInput.Bright()).PredictedLabel);
    }

    [Fact]
    public async Task Context_of_ones_own_is_used()
    {
        var log = new List<string>();
        var services = new ServiceCollection();
        services.AddOptions<MLOptions>().Configure(options =>
        {
            options.MLContext = new MLContext(seed: 1);
            options.MLContext.Log += (_, e) => log.Add(e.Message);
        });
        services.AddPredictionEnginePool<CropInput, CropOutput>().FromFile(Zip);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        Assert.Equal(TinyModel.Bright, pool.Predict(CropInput.Bright()).PredictedLabel);
        Assert.NotEmpty(log);
    }

    [Theory]
    [InlineData("")]
    [InlineData("named")]
    public async Task Loader_of_ones_own_gives_the_model_and_the_next_one(string name)
    {
        using var loader = new SwitchingLoader(Zip);
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>();
        services.AddOptions<PredictionEnginePoolOptions<CropInput, CropOutput>>(name).Configure(options => options.ModelLoader = loader);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        Assert.Equal(TinyModel.Bright, pool.Predict(name, CropInput.Bright()).PredictedLabel);

        await File.WriteAllBytesAsync(Zip, Models[1]);
        loader.Reload();
        await Eventually.TrueAsync(
            () => pool.Predict(name, CropInput.Bright()).PredictedLabel == TinyModel.Dark, () => pool.GetLiveModel(name).Health.ToString());
        Assert.Throws<ArgumentException>(() => pool.Predict("other", CropInput.Bright()));
    }

    [Fact]
    public async Task Loader_without_a_model_is_an_error_that_names_it()
    {
        using var loader = new SwitchingLoader(folder.File("none.zip"));
        var services = new ServiceCollection();
        services.AddPredictionEnginePool<CropInput, CropOutput>().Configure(options => options.ModelLoader = loader);
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<PredictionEnginePool<CropInput, CropOutput>>();
        string message = Assert.Throws<InputException>(() => pool.Predict(CropInput.Bright())).Message;
        Assert.StartsWith(nameof(SwitchingLoader), message, StringComparison.Ordinal);
    }

    private sealed class SwitchingLoader(string path) : ModelLoader, IDisposable
    {
        private ModelReloadToken token = new();

        public override IChangeToken GetReloadToken() => token;

        public override ITransformer GetModel() => new MLContext().Model.Load(path, out _);

        public void Reload()
        {
            ModelReloadToken old = Interlocked.Exchange(ref token, new ModelReloadToken());
            old.OnReload();
        }

        public void Dispose() => token.Dispose();
    }
}
