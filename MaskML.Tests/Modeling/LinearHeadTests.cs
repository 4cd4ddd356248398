using System.IO.Compression;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Microsoft.ML;
using Xunit;

namespace MaskML.Tests.Modeling;

public sealed class LinearHeadTests
{
    [Theory]
    [InlineData("maskml.zip")]
    [InlineData("maskml-3.zip")]
    public void Head_scores_as_ML_NET_does(string name)
    {
        var archive = ModelArchive.Read(Path.Combine(RepositoryFolder.Root, "data", "models", name));
        int features = archive.Manifest.Backbone.FeatureCount;
        var ml = new MLContext();
        ITransformer stock = ml.Model.Load(new MemoryStream(archive.Bytes.ToArray()), out _);
        using var expected = StockHead.FromModel(ml, stock, features, archive.Manifest.Labels, name);
        var random = new Random(1);
        for (int i = 0; i < 200; i++)
        {
            float[] row = [.. Enumerable.Range(0, features).Select(_ => random.NextSingle())];
            Assert.All(archive.Head!.Score(row).Zip(expected.Score(row)), pair => Assert.Equal(pair.Second, pair.First, 1e-5f));
        }
    }

    [Fact]
    public void Head_of_another_kind_is_left_to_ML_NET()
    {
        using var tiny = new TinyModel();
        Assert.Null(ModelArchive.Read(tiny.Path).Head);
        using MaskModel model = MaskModel.Load(tiny.Path);
        Assert.Equal(2, model.Labels.Count);
    }

    [Fact]
    public void Head_with_a_part_that_is_cut_off_or_of_another_version_is_left_to_ML_NET()
    {
        using ZipArchive zip = ZipFile.OpenRead(Path.Combine(RepositoryFolder.Root, "data", "models", "maskml.zip"));
        var parts = zip.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using Stream stream = entry.Open();
                byte[] content = new byte[entry.Length];
                stream.ReadExactly(content);
                return content;
            },
            StringComparer.Ordinal);
        string onnx = parts.Keys.Single(name => name.EndsWith("/OnnxModel", StringComparison.Ordinal));
        parts.Remove(onnx);
        Assert.NotNull(LinearHead.TryRead(parts, onnx, 256, 2));
        Assert.Null(LinearHead.TryRead(parts, onnx, 256, 3));
        Assert.Null(LinearHead.TryRead(parts, onnx, 255, 2));
        foreach (string name in parts.Keys.Where(name => name.EndsWith("Normalizer_000/Model.key", StringComparison.Ordinal)
            || name.EndsWith("Model/Model.key", StringComparison.Ordinal)))
        {
            byte[] whole = parts[name];
            for (int length = 0; length < whole.Length - 300; length += 97)
            {
                parts[name] = whole[..length];
                Assert.Null(LinearHead.TryRead(parts, onnx, 256, 2));
            }

            byte[] other = [.. whole];
            other[0x48]++;
            parts[name] = other;
            Assert.Null(LinearHead.TryRead(parts, onnx, 256, 2));
            parts[name] = whole;
        }
    }
}
