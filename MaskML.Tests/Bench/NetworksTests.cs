using MaskML.Bench.Networks;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class NetworksTests
{
    [Fact]
    public void VGG19_is_a_backbone_of_twenty_million_weights()
    {
        byte[] onnx = Vgg19.Onnx();
        using Backbone backbone = Backbone.FromBytes(onnx, "made", Vgg19.Name);
        Assert.Equal((Vgg19.Size, 512 * 4 * 4), (backbone.InputSize, backbone.FeatureCount));
        Assert.Equal(20_024_384, onnx.Length / sizeof(float), 10_000.0);
        float[] features = new float[backbone.FeatureCount];
        backbone.Run(Enumerable.Repeat(100f, 3 * Vgg19.Size * Vgg19.Size).ToArray(), 1, features);
        Assert.InRange(features.Max(), 1e-3f, 1e6f); // Features that vanish or explode would change the time of a pass.
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Input_size_of_a_network_can_be_changed()
    {
        byte[] onnx = File.ReadAllBytes(SharedData.Need("models/mobilenetv2-imagenet.onnx"));
        InputSize.Change(onnx, 160);
        using Backbone backbone = Backbone.FromBytes(onnx, "changed", "changed");
        Assert.Equal((160, 1280), (backbone.InputSize, backbone.FeatureCount));
    }

    [Fact]
    public void Input_size_that_takes_one_byte_is_rejected() => Assert.Contains(
        "expected 2", Assert.Throws<InputException>(() => InputSize.Change(
            File.ReadAllBytes(TinyModel.BackbonePath), 160)).Message, StringComparison.Ordinal);
}
