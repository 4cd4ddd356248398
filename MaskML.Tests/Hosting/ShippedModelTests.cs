using MaskML.Predict.Errors;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Models;
using MaskML.Predict.Photos;
using MaskML.Predict.Reloading;
using MaskML.Tests.Pooling;
using MaskML.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace MaskML.Tests.Hosting;

/// <summary>The models inside MaskML.Predict, and what is said when OpenCV's native library is missing.</summary>
public sealed class ShippedModelTests
{
    [Theory]
    [InlineData("maskml.zip")]
    [InlineData("masknet.onnx")]
    [InlineData("masknet.json")]
    [InlineData("masknet-face.onnx")]
    [InlineData("masknet-face.json")]
    public void Shipped_file_is_that_of_the_repository(string name)
    {
        string location = ShippedFiles.TryFind(name)!;
        Assert.True(ShippedFiles.Exists(location));
        Assert.Equal(File.ReadAllBytes(Path.Combine(RepositoryFolder.Root, "data", "models", name)), ShippedFiles.ReadAllBytes(location));
    }

    [Fact]
    public void Model_backbone_and_detector_open_without_a_file()
    {
        using MaskModel model = MaskModel.Load();
        using Backbone backbone = Backbone.Open(ShippedFiles.TryFind("masknet.onnx")!);
        using FaceNetwork network = FaceNetwork.Open(ShippedFiles.TryFind(MaskNetFaceDetector.FileName)!, 1);
        Assert.Equal(model.Manifest.Backbone.Sha256, backbone.Sha256);
        Assert.Equal("masknet", backbone.Name);
    }

    [Fact]
    public async Task Shipped_model_answers_until_the_optional_file_is_there()
    {
        using var folder = new TempFolder();
        var services = new ServiceCollection();
        services.AddMaskML(options =>
        {
            (options.Model, options.ModelIsOptional) = (folder.File("live/model.zip"), true);
            (options.Reload, options.Predict) = (PoolFixture.Quick(), new PredictOptions { Detector = "none" });
        });
        await using ServiceProvider provider = services.BuildServiceProvider();
        var pool = provider.GetRequiredService<MaskModelPool>();
        await pool.StartAsync();
        Assert.Equal(PoolFixture.Sha256(ShippedFiles.ReadAllBytes(ShippedFiles.Model)), pool.Current!.Sha256);
        Assert.Equal(ModelState.Healthy, pool.Live.Health.State);

        Directory.CreateDirectory(folder.File("live"));
        TinyModel.Publish(TinyModel.Variants[0], folder.File("live/model.zip"));
        await Eventually.TrueAsync(
            () => pool.Current!.Sha256 == PoolFixture.Sha256(TinyModel.Variants[0]), () => $"{pool.Current}, {pool.Live.Health}");
    }

    [Theory]
    [InlineData("linux-x64", "`dotnet add package OpenCvSharp4.official.runtime.linux-x64`")]
    [InlineData("debian.12-x64", "`dotnet add package OpenCvSharp4.official.runtime.linux-x64`")]
    [InlineData("linux-arm64", "`dotnet add package OpenCvSharp4.runtime.linux-arm64`")]
    [InlineData("win-x64", "`dotnet add package OpenCvSharp4.runtime.win`")]
    [InlineData("win-arm64", "`dotnet add package OpenCvSharp4.runtime.win-arm64`")]
    [InlineData("osx-arm64", "`dotnet add package OpenCvSharp4.runtime.osx.arm64`")]
    [InlineData("linux-musl-x64", "no package for linux-musl-x64")]
    [InlineData("linux-s390x", "no package for linux-s390x")]
    public void Missing_native_library_is_named_with_the_package_for_the_system(string system, string said) =>
        Assert.Contains(said, NativeLibraryFault.ExplainOpenCv(isThere: false, system), StringComparison.Ordinal);

    [Fact]
    public void Native_library_that_does_not_load_is_named_with_the_system_packages()
    {
        string message = NativeLibraryFault.ExplainOpenCv(isThere: true, "linux-x64");
        Assert.Contains("apt-get install libgtk-3-0 libdrm2 libatomic1", message, StringComparison.Ordinal);
        Assert.DoesNotContain("apt-get", NativeLibraryFault.ExplainOpenCv(isThere: true, "win-x64"), StringComparison.Ordinal);
    }
}
