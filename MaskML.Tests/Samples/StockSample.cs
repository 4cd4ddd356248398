// <sample>
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
// </sample>

namespace MaskML.Tests.Samples;

/// <summary>The program of docs/embed.md that needs ML.NET alone.</summary>
internal static class StockSample
{
    public static void Run(string[] args)
    {
        // <sample>
        var ml = new MLContext();
        ITransformer model = ml.Model.Load(args[0], out _);
        using var engine = ml.Model.CreatePredictionEngine<Crop, Answer>(model);
        Answer answer = engine.Predict(new Crop { Image = MLImage.CreateFromFile(args[1]) }); // a face, 96 x 96 pixels
        Console.WriteLine($"{answer.PredictedLabel} {answer.Score.Max():P0}");
        // </sample>
    }

    // <sample>
    sealed class Crop { [ImageType(96, 96)] public required MLImage Image { get; init; } }
    sealed class Answer { public string PredictedLabel { get; set; } = ""; public float[] Score { get; set; } = []; }
    // </sample>
}
