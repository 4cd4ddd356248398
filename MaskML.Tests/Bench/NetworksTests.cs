using MaskML.Bench.Networks;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Xunit;

namespace MaskML.Tests.Bench;

public sealed class NetworksTests
{
    [Fact]
    public void VGG19_is_a_backbone_for_128_pixels()
    {
        using Backbone backbone = Backbone.FromBytes(PeerNetworks.Vgg19(), "made", PeerNetworks.Vgg19Name);
        Assert.Equal((128, 512 * 4 * 4), (backbone.InputSize, backbone.FeatureCount));
        float[] features = new float[backbone.FeatureCount];
        backbone.Run(Enumerable.Repeat(100f, 3 * 128 * 128).ToArray(), 1, features);
        Assert.InRange(features.Max(), 1e-3f, 1e6f); // Features that vanish or explode would change the time of a pass.
    }

    [Fact]
    [Trait("Kind", "real-data")]
    public void Input_size_of_a_network_can_be_changed()
    {
        byte[] onnx = File.ReadAllBytes(SharedData.Need("models/mobilenetv2-imagenet.onnx"));
        using Backbone backbone = Backbone.FromBytes(PeerNetworks.WithInputSize(onnx, 160), "changed", "changed");
        Assert.Equal((160, 1280), (backbone.InputSize, backbone.FeatureCount));
    }

    [Fact]
    public void Network_with_another_input_size_is_rejected() => Assert.Contains(
        "224 x 224",
        Assert.Throws<InputException>(() => PeerNetworks.WithInputSize(File.ReadAllBytes(TinyModel.BackbonePath), 160)).Message,
        StringComparison.Ordinal);
}
