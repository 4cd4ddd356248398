using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Train.Heads;

namespace MaskML.Train.Runs;

/// <summary>Everything that a run produces beside its model; the files of the run folder are written from it.</summary>
/// <param name="Name">Name of the run.</param>
/// <param name="Started">When it began.</param>
/// <param name="Config">The configuration.</param>
/// <param name="Dataset">The data.</param>
/// <param name="Backbone">The backbone.</param>
/// <param name="L2">The chosen strength of L2; null if the trainer has none.</param>
/// <param name="Candidates">The strengths that were tried.</param>
/// <param name="Images">All samples with their scores, in the data set's order.</param>
/// <param name="Validation">Metrics of the validation split.</param>
/// <param name="Test">Metrics of the test split.</param>
/// <param name="LearningCurve">Accuracy against the number of training images; empty where it was not wanted.</param>
internal sealed record RunResult(
    string Name,
    DateTimeOffset Started,
    TrainOptions Config,
    Dataset Dataset,
    BackboneInfo Backbone,
    double? L2,
    IReadOnlyList<HeadCandidate> Candidates,
    IReadOnlyList<ScoredImage> Images,
    ClassificationMetrics Validation,
    ClassificationMetrics Test,
    IReadOnlyList<LearningPoint> LearningCurve)
{
    /// <summary>The scored images of the test split.</summary>
    public IReadOnlyList<ScoredImage> TestImages { get; } = ScoredImage.OfSplit(Images, Split.Test);

    /// <summary>The data, as reports describe it.</summary>
    public DataInfo Data { get; } = DataInfo.Of(Dataset, Config.SourceNames);

    /// <summary>The manifest of the run's model.</summary>
    public ModelManifest ToManifest()
    {
        return new ModelManifest
        {
            Labels = Dataset.Labels,
            Trainer = Config.Trainer,
            Architecture = Config.Trainer == ModelManifest.ImageClassification ? Backbone.Name : null,
            Backbone = Backbone,
            Crop = new CropInfo(Backbone.InputSize, Config.Crop.Margin, Cropper.Interpolation),
            Data = Json(new { Data.Path, Data.Sha256, Data.Labels }),
            Split = Json(Data.Splits),
            Seed = Config.Seed,
            Configuration = (JsonObject)Config.Effective.DeepClone(),
            Metrics = Json(new { Validation, Test }),
            Packages = PackageVersions.All,
            Created = Started,
        };
    }

    private static JsonObject Json<T>(T value) => JsonSerializer.SerializeToNode(value, ReportJson.Options)!.AsObject();
}
