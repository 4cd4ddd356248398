using MaskML.Predict.Imaging;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace MaskML.Predict.Models;

/// <summary>Tests a new model before it goes live: its scores of a drawn crop must be probabilities of its labels.</summary>
internal static class Canary
{
    private const double Tolerance = 1e-3;

    /// <summary>Tests a model through batched scoring.</summary>
    /// <param name="model">The model.</param>
    /// <param name="where">Where it comes from, for messages.</param>
    /// <exception cref="InputException">The scores are not probabilities of the labels.</exception>
    public static void Ask(MaskModel model, string where)
    {
        using Mat crop = Draw(model.Cropper.Size);
        Judge(model.Score([crop])[0], model.Labels, where);
    }

    /// <summary>Tests a model through ML.NET's own chain.</summary>
    /// <param name="ml">The context that holds the model.</param>
    /// <param name="model">The model.</param>
    /// <param name="manifest">The manifest of its zip.</param>
    /// <param name="where">Where it comes from, for messages.</param>
    /// <exception cref="InputException">The scores are not probabilities of the labels.</exception>
    public static void Ask(MLContext ml, ITransformer model, ModelManifest manifest, string where)
    {
        try
        {
            using Mat crop = Draw(manifest.Crop.Size);
            if (manifest.Trainer == ModelManifest.ImageClassification)
            {
                using EncodedScorer scorer = EncodedScorer.FromModel(ml, model, manifest.Labels, where);
                Judge(scorer.Score(crop), manifest.Labels, where);
                return;
            }

            using MLImage image = CropTensor.ToMLImage(crop);
            using PredictionEngine<Question, Answer> engine = ml.Model.CreatePredictionEngine<Question, Answer>(
                model, new PredictionEngineOptions { OwnsTransformer = false });
            Judge(engine.Predict(new Question { Image = image }).Score, manifest.Labels, where);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            throw new InputException($"{where}: it does not take a crop and give scores: {e.Message}", e);
        }
    }

    private static void Judge(float[] scores, IReadOnlyList<string> labels, string where)
    {
        if (scores.Length != labels.Count || !scores.All(float.IsFinite) || Math.Abs(scores.Sum() - 1) > Tolerance)
        {
            throw new InputException(
                $"{where}: to a drawn crop it answers "
                + $"[{string.Join(", ", scores.Select(score => FormattableString.Invariant($"{score:0.####}")))}], "
                + $"expected a probability for each of {string.Join(", ", labels)}.");
        }
    }

    // Light and dark in all three colours, which no working model fails on.
    private static Mat Draw(int size)
    {
        var crop = new Mat(size, size, MatType.CV_8UC3);
        for (int y = 0; y < size; y++)
        {
            for (int x = 0; x < size; x++)
            {
                crop.Set(y, x, new Vec3b((byte)(255 * x / size), (byte)(255 * y / size), (byte)((x * 7) + (y * 13))));
            }
        }

        return crop;
    }

    private sealed class Question
    {
        // The numbers only declare that the column holds images; the model reads the size of each image.
        [ImageType(1, 1)]
        public required MLImage Image { get; init; }
    }

    private sealed class Answer
    {
        [ColumnName(ModelSchema.Score)]
        public float[] Score { get; set; } = [];
    }
}
