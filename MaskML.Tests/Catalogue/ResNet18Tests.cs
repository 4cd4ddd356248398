using System.Reflection;
using System.Security.Cryptography;
using MaskML.Cli.Catalogue;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using Xunit;

namespace MaskML.Tests.Catalogue;

public sealed class ResNet18Tests
{
    private const int Side = 224;
    private const int Features = 512;
    private const double Tolerance = 1e-3;

    [Fact]
    public void Features_equal_those_of_ML_NETs_featurizer()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        string package = Path.Combine(cache, ResNet18.Package.Id.ToLowerInvariant(), ResNet18.Package.Version);
        Assert.SkipUnless(Directory.Exists(package), $"{package} is not there; `./maskml models pull resnet18` brings it.");
        using var stream = new MemoryStream();
        ResNet18.Write(package, stream);
        byte[] onnx = stream.ToArray();
        Assert.Equal(ModelCatalogue.ResNet18Backbone.Sha256, Convert.ToHexStringLower(SHA256.HashData(onnx)));
        Assert.Equal(ModelCatalogue.ResNet18Backbone.Bytes, onnx.Length);

        Crop[] crops = [.. Enumerable.Range(0, 3).Select(Crop.Of)];
        using Backbone backbone = Backbone.FromBytes(onnx, "package", "resnet18", threads: 0);
        Assert.Equal((Side, Features), (backbone.InputSize, backbone.FeatureCount));
        float[] ours = new float[crops.Length * Features];
        backbone.Run(crops.SelectMany(crop => crop.Pixels).ToArray(), crops.Length, ours);
        float[] theirs = [.. Stock(package, crops)];
        Assert.Equal(ours.Length, theirs.Length);
        Assert.All(ours.Zip(theirs), pair => Assert.Equal(pair.Second, pair.First, Tolerance));
        Assert.True(ours.Max() > 1, "the features are all small");
    }

    // DnnFeaturizeImage with the assembly of the package, which no project refers to.
    private static IEnumerable<float> Stock(string package, Crop[] crops)
    {
        MethodInfo select = Assembly.LoadFrom(Path.Combine(package, "lib", "netstandard2.0", ResNet18.Package.Id + ".dll"))
            .GetType("Microsoft.ML.ResNet18Extension", throwOnError: true)!
            .GetMethods().Single(method => method.Name == "ResNet18" && method.GetParameters().Length == 5);
        var ml = new MLContext(1);
        IDataView data = ml.Data.LoadFromEnumerable(crops);
        ITransformer featurizer = ml.Transforms.DnnFeaturizeImage(
            "Features",
            input => (EstimatorChain<ColumnCopyingTransformer>)select.Invoke(
                null,
                [
                    input.ModelSelector, ml, input.OutputColumn, input.InputColumn,
                    Path.Combine(package, "tools", "DnnImageModels"),
                ])!,
            nameof(Crop.Pixels)).Fit(data);
        return featurizer.Transform(data).GetColumn<float[]>("Features").SelectMany(features => features);
    }

    private sealed class Crop
    {
        [VectorType(3 * Side * Side)]
        public float[] Pixels { get; init; } = [];

        // Smooth colours with noise, as CropTensor writes them: planes of red, green and blue, 0..255.
        public static Crop Of(int seed)
        {
            var random = new Random(seed);
            float[] pixels = new float[CropTensor.Length(Side)];
            for (int i = 0; i < pixels.Length; i++)
            {
                pixels[i] = (float)((100 * (1 + Math.Sin((i / 900.0) + seed + (i / (Side * Side))))) + random.Next(56));
            }

            return new Crop { Pixels = pixels };
        }
    }
}
