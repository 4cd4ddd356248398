// <sample>
using MaskML.Train.Heads;
using Microsoft.ML;
// </sample>

namespace MaskML.Tests.Samples;

/// <summary>The training of docs/embed.md, in a pipeline of one's own.</summary>
internal static class PipelineSample
{
    public static void Run(string[] args)
    {
        // <sample>
        var ml = new MLContext(seed: 1);
        IDataView rows = ml.Data.LoadFromEnumerable(Directory.EnumerateFiles(args[0], "*.jpg", SearchOption.AllDirectories)
            .Select(path => new Photo { Path = path, Kind = new FileInfo(path).Directory!.Name }));
        var pipeline = ml.Transforms.LoadImages("Image", "", "Path")
            .Append(ml.MulticlassClassification.Trainers.ImageTransfer(ml, new ImageTransferOptions { LabelColumnName = "Kind" }));
        ITransformer model = pipeline.Fit(rows).LastTransformer; // from Image to label, without the loading of files
        ml.Model.Save(model, null, args[1]);
        // </sample>
    }

    // <sample>
    sealed class Photo { public required string Path { get; init; } public required string Kind { get; init; } }
    // </sample>
}
