using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

// MODEL.zip DIR: scores the image files in DIR and writes for each its name, the label and one score a label.
var ml = new MLContext();
ITransformer model = ml.Model.Load(args[0], out _);
using PredictionEngine<Input, Output> engine = ml.Model.CreatePredictionEngine<Input, Output>(model);
VBuffer<ReadOnlyMemory<char>> labels = default;
engine.OutputSchema["Score"].GetSlotNames(ref labels);
Console.WriteLine("file,predicted," + string.Join(',', labels.DenseValues()));
foreach (string file in Directory.EnumerateFiles(args[1]).Order(StringComparer.Ordinal))
{
    Output output = engine.Predict(new Input { Image = MLImage.CreateFromFile(file) });
    string scores = string.Join(',', output.Score.Select(score => score.ToString("R", CultureInfo.InvariantCulture)));
    Console.WriteLine($"{Path.GetFileName(file)},{output.PredictedLabel},{scores}");
}

internal sealed class Input
{
    // The numbers only say that the column holds images; the model asks each image for its own size.
    [ImageType(1, 1)]
    public required MLImage Image { get; init; }
}

internal sealed class Output
{
    public string PredictedLabel { get; set; } = "";

    public float[] Score { get; set; } = [];
}
