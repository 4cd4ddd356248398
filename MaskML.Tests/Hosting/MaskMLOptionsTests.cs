using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;

namespace MaskML.Tests.Hosting;

public sealed class MaskMLOptionsTests
{
    [Fact]
    public void Configuration_file_can_set_every_option()
    {
        var predict = new PredictOptions { Detector = "haar", MinFace = 33, UncertainBelow = 0.5 };
        var config = new MaskMLConfig { Model = "m.zip", Predict = predict };
        var options = new MaskMLOptions();
        config.Apply(options);
        Assert.Equal(("m.zip", config.Predict, config.Detectors), (options.Model, options.Predict, options.Detectors));
    }

    [Theory]
    [InlineData("Detector", "Detector")]
    [InlineData("Score", "Score")]
    [InlineData("Concurrency", "Concurrency")]
    [InlineData("UncertainBelow", "UncertainBelow")]
    public async Task Invalid_options_are_refused_at_the_start(string option, string said)
    {
        var services = new ServiceCollection();
        services.AddMaskML(o =>
        {
            o.Model = "m.zip";
            o.Predict = new PredictOptions
            {
                Detector = option == "Detector" ? "eyes" : "none",
                UncertainBelow = option == "UncertainBelow" ? 2 : 0.5,
            };
            o.Concurrency = option == "Concurrency" ? 0 : 1;
            o.Detectors = new DetectorOptions { MasknetFace = new MaskNetFaceOptions { Score = option == "Score" ? 7 : 0.5 } };
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        var error = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }
}
