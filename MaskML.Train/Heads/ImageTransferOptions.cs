using MaskML.Train.Caching;
using MaskML.Train.Features;
using Microsoft.ML;

namespace MaskML.Train.Heads;

/// <summary>
/// Options of <see cref="ImageTransferTrainer"/>. Those that mean the same as in ML.NET's <c>ImageClassificationTrainer</c> have
/// its names.
/// </summary>
public sealed record ImageTransferOptions
{
    /// <summary>Column with the label: a text, or a key as <c>MapValueToKey</c> makes it.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Column with the images, of type <c>MLImage</c>.</summary>
    public string FeatureColumnName { get; init; } = "Image";

    /// <summary>Output column with one probability a label; its slot names are the labels.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>Output column with the likeliest label.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Column with the weight of each row, a single; null for none.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// Column with the source of each row, a text; null where all rows come from one. With two sources or more, the L2 strength is
    /// chosen by leaving out one source at a time, since what counts is how the model does on images from somewhere else.
    /// </summary>
    public string? SourceColumnName { get; init; }

    /// <summary>
    /// Column with 32 bytes (a vector of bytes) that stand for the image, such as a SHA-256 of its file: where the features are
    /// cached, the image itself is then not even decoded. Null hashes the pixels.
    /// </summary>
    public string? ImageKeyColumnName { get; init; }

    /// <summary>Rows that choose the L2 strength; null takes <see cref="ValidationSetFraction"/> of the training rows.</summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>Share of the training rows that chooses the L2 strength where there is no <see cref="ValidationSet"/>.</summary>
    public double ValidationSetFraction { get; init; } = 0.1;

    /// <summary>The backbone: a name such as <c>masknet</c>, or the path of an ONNX file that meets the contract.</summary>
    public string Backbone { get; init; } = "masknet";

    /// <summary>Folder that keeps features between fits; null keeps them for one fit only.</summary>
    public string? WorkspacePath { get; init; }

    /// <summary>Crops that go through the backbone at once.</summary>
    public int BatchSize { get; init; } = FeatureExtractor.DefaultBatchSize;

    /// <summary>Training views of each image.</summary>
    public ViewsOptions Views { get; init; } = new();

    /// <summary>How the head is trained.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>Seed of the views and of the validation rows.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Told how far the training is; called from several threads, never at the same time.</summary>
    public Action<ImageTransferMetrics>? MetricsCallback { get; init; }

    /// <summary>Stops the training; <see cref="OperationCanceledException"/> is then thrown.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>A cache to share instead of one over <see cref="WorkspacePath"/>.</summary>
    internal IContentCache? Cache { get; init; }
}
