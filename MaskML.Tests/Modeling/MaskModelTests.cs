using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Modeling;

public sealed class MaskModelTests
{
    [Fact]
    public void Batch_gives_the_scores_of_the_stock_engine()
    {
        using var fixture = new TinyModel();
        using MaskModel model = MaskModel.Load(fixture.Path);
        Mat[] crops = [.. Enumerable.Range(0, 24).Select(i => TinyModel.Noise(10 * i, i))];
        IReadOnlyList<float[]> batch = model.Score(crops);

        var ml = new MLContext();
        ITransformer stock = ml.Model.Load(fixture.Path, out _);
        using PredictionEngine<Crop, Answer> engine = ml.Model.CreatePredictionEngine<Crop, Answer>(stock);
        for (int i = 0; i < crops.Length; i++)
        {
            Answer answer = engine.Predict(new Crop { Image = CropTensor.ToMLImage(crops[i]) });
            Assert.Equal(model.Labels.Count, answer.Score.Length);
            Assert.All(answer.Score.Zip(batch[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            Assert.Equal(answer.PredictedLabel, model.Labels[Array.IndexOf(batch[i], batch[i].Max())]);
            crops[i].Dispose();
        }
    }

    [Fact]
    public void Scores_do_not_depend_on_what_else_is_in_the_batch()
    {
        using var fixture = new TinyModel();
        using MaskModel model = MaskModel.Load(fixture.Path);
        using Mat bright = TinyModel.Noise(210, 1);
        using Mat dark = TinyModel.Noise(40, 2);
        IReadOnlyList<float[]> both = model.Score([bright, dark]);
        Assert.All(model.Score([dark])[0].Zip(both[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
        Assert.True(both[0][0] > 0.9 && both[1][1] > 0.9);
        Assert.Empty(model.Score([]));
    }

    private sealed class Crop
    {
        [ImageType(TinyModel.Size, TinyModel.Size)]
        public required MLImage Image { get; init; }
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];

        public string PredictedLabel { get; set; } = "";
    }
}
