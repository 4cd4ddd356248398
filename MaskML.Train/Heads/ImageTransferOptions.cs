using MaskML.Train.Caching;
using MaskML.Train.Features;

namespace MaskML.Train.Heads;

/// <summary>
/// Options of <see cref="ImageTransferTrainer"/>, with the names of ML.NET's <c>ImageClassificationTrainer</c> where they mean the same.
/// </summary>
public sealed record ImageTransferOptions
{
    /// <summary>Column with the label: a text, or a key of <c>MapValueToKey</c>.</summary>
    public string LabelColumnName { get; init; } = "Label";

    /// <summary>Column with the images, of type <c>MLImage</c>.</summary>
    public string FeatureColumnName { get; init; } = "Image";

    /// <summary>Output column with one probability for each label; its slot names are the labels.</summary>
    public string ScoreColumnName { get; init; } = "Score";

    /// <summary>Output column with the most probable label.</summary>
    public string PredictedLabelColumnName { get; init; } = "PredictedLabel";

    /// <summary>Column with the weight of each row, a single; null for none.</summary>
    public string? ExampleWeightColumnName { get; init; }

    /// <summary>
    /// Column with the source of each row, a text; null if all rows have the same source. With two sources or more the L2 strength is
    /// chosen by leaving out one source at a time, which measures the model on images from elsewhere.
    /// </summary>
    public string? SourceColumnName { get; init; }

    /// <summary>
    /// Column with 32 bytes (a vector of bytes) that identify the image, such as the SHA-256 of its file: an image whose features are
    /// cached is then not decoded. Null hashes the pixels.
    /// </summary>
    public string? ImageKeyColumnName { get; init; }

    /// <summary>Rows that choose the L2 strength; null takes <see cref="ValidationSetFraction"/> of the training rows.</summary>
    public IDataView? ValidationSet { get; init; }

    /// <summary>Share of the training rows, in (0, 1), that chooses the L2 strength if <see cref="ValidationSet"/> is null.</summary>
    public double ValidationSetFraction { get; init; } = 0.1;

    /// <summary>The backbone: a name such as <c>masknet</c>, or the path of an ONNX file that meets the contract.</summary>
    public string Backbone { get; init; } = "masknet";

    /// <summary>Folder that stores features between fits; null keeps them for one fit.</summary>
    public string? WorkspacePath { get; init; }

    /// <summary>Number of crops that go through the backbone at once.</summary>
    public int BatchSize { get; init; } = FeatureExtractor.DefaultBatchSize;

    /// <summary>Training views of each image.</summary>
    public ViewsOptions Views { get; init; } = new();

    /// <summary>How the head is trained.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>Seed of the views and of the validation rows.</summary>
    public int Seed { get; init; } = 42;

    /// <summary>Receives the progress; called from several threads, but never concurrently.</summary>
    public Action<ImageTransferMetrics>? MetricsCallback { get; init; }

    /// <summary>Cancels the training, which then throws <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>A cache to use instead of one in <see cref="WorkspacePath"/>.</summary>
    internal IContentCache? Cache { get; init; }
}
