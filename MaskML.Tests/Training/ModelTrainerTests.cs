using MaskML.Predict.Errors;
using MaskML.Predict.Imaging;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Predict.Reloading;
using MaskML.Tests.Commands;
using MaskML.Tests.Support;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;
using MaskML.Train.Runs;
using MaskML.Train.Training;
using MaskML.Train.Vision;
using Microsoft.ML;
using Microsoft.ML.Data;
using OpenCvSharp;
using Xunit;

namespace MaskML.Tests.Training;

/// <summary>Trainings with another trainer; a fake one stands for ImageClassificationTrainer, whose packages are not here.</summary>
public sealed class ModelTrainerTests : IDisposable
{
    private readonly TrainingFolder folder = new();

    private TrainOptions Options => new()
    {
        Trainer = ModelManifest.ImageClassification,
        Runs = folder.Runs,
        Data = new DataOptions { Sources = [folder.Data] },
        Cache = new CacheOptions { Directory = folder.Cache },
        Views = new ViewsOptions { Count = 1 },
    };

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Run_of_another_trainer_has_the_same_files_metrics_and_learning_curve()
    {
        (RunReport report, string run) = Train();
        Assert.Equal(1, report.Test.Accuracy);
        Assert.True(report.LearningCurve.Count > 2);
        Assert.Null(report.Model.L2);
        Assert.Equal("mobilenetV2", report.Model.Backbone);
        ModelManifest manifest = ModelArchive.Read(Path.Combine(run, "model.zip")).Manifest;
        Assert.Equal((ModelManifest.ImageClassification, "mobilenetV2"), (manifest.Trainer, manifest.Architecture));
        string written = File.ReadAllText(Path.Combine(run, "report.md")).Split("## Model")[1].Split('|')[0];
        Assert.DoesNotContain("L2 ", written, StringComparison.Ordinal);
        var ours = new TrainRun(
            Options with { Trainer = ModelManifest.ImageTransfer, Backbone = TinyModel.BackbonePath },
            NullProgress.Instance,
            Assert.Fail,
            TimeProvider.System);
        Assert.Equal(Names(run), Names(ours.Run(default).Folder));
        Assert.Equal(StoredRun.Read(run).TestSha256, StoredRun.Read(folder.RunFolders.Single(other => other != run)).TestSha256);

        static string?[] Names(string run) => [.. Directory.GetFiles(run, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(run, file)).Where(name => name != "plots/l2.csv").Order(StringComparer.Ordinal)];
    }

    [Fact]
    public async Task Runs_of_another_trainer_are_compared_and_not_promoted_where_they_do_not_open()
    {
        string first = Train().Folder;
        string second = Train().Folder;
        CommandLine compared = await CommandLine.TrainAsync("compare", first, second, "--config", folder.Config);
        Assert.Equal(ExitCodes.Done, compared.ExitCode);
        CommandLine promoted = await CommandLine.TrainAsync("promote", first, "--config", folder.Config);
        Assert.Equal(ExitCodes.Input, promoted.ExitCode);
        Assert.Contains(VisionPackages.Names, promoted.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(folder.Place("live.zip")));
    }

    [Fact]
    public void Model_of_another_trainer_names_the_packages_that_are_missing()
    {
        string zip = Path.Combine(Train().Folder, "model.zip");
        string message = Assert.Throws<InputException>(() => MaskModel.Load(zip)).Message;
        Assert.Contains(VisionPackages.Names, message, StringComparison.Ordinal);
        Assert.Contains(zip, message, StringComparison.Ordinal);
        var snapshot = new ModelSnapshot(File.ReadAllBytes(zip), zip);
        InputException pooled =
            Assert.Throws<InputException>(() => Predict.Pooling.EngineSet<Bytes, Answer>.Load(snapshot, new(), null));
        Assert.Equal(message, pooled.Message);
    }

    [Fact]
    public async Task Missing_packages_are_named_before_the_data_is_read()
    {
        CommandLine line = await folder.TrainAsync("--trainer", "imageClassification", "--data", "/nowhere");
        Assert.Equal(ExitCodes.Usage, line.ExitCode);
        string message = Assert.Single(line.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(VisionPackages.Names, message, StringComparison.Ordinal);
        Assert.Contains("imageTransfer", message, StringComparison.Ordinal);
        Assert.Empty(folder.RunFolders);
    }

    [Fact]
    public void Missing_pretrained_graph_is_named_with_its_address_and_place()
    {
        string message = Assert.Throws<InputException>(() => PretrainedGraph.Find("resnetV250")).Message;
        Assert.Contains("resnet_v2_50_299.meta", message, StringComparison.Ordinal);
        Assert.Contains("https://aka.ms/mlnet-resources/meta/", message, StringComparison.Ordinal);
        Assert.Contains("data/models", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encoded_rows_are_the_pixels_of_the_crops_with_their_views_and_labels()
    {
        Dataset dataset = DatasetLoader.Load(
            Options.Data, 42, ImageInspector.OpenCache(null), NullProgress.Instance);
        var crops = new CropSource(new Cropper(48, 0), 10);
        Sample[] samples = [.. dataset.Samples.Take(5)];
        IDataView rows = EncodedSamples.ToDataView(new MLContext(), samples, dataset.Labels, crops, new ViewPlan(Options.Views, 42), 1);
        byte[][] images = [.. rows.GetColumn<byte[]>("Image")];
        Assert.Equal(samples.SelectMany(s => Enumerable.Repeat((uint)s.LabelIndex + 1, 2)), rows.GetColumn<uint>("Label"));
        Assert.True(rows.Schema["Label"].HasKeyValues());
        for (int i = 0; i < samples.Length; i++)
        {
            using Mat crop = crops.Crop(samples[i]);
            using Mat image = Cv2.ImDecode(images[2 * i], ImreadModes.Color);
            Assert.Equal(0, Cv2.Norm(crop, image, NormTypes.INF));
            Assert.NotEqual(images[2 * i], images[(2 * i) + 1]);
        }
    }

    [Fact]
    public void Progress_of_a_fit_ends_it_when_cancelled_or_when_images_are_left_out()
    {
        using var cancelled = new CancellationTokenSource();
        using var progress = new FitProgress(NullProgress.Instance, 3, 5, cancelled.Token);
        progress.Image();
        progress.Image();
        Assert.Contains("2 of 3", Assert.Throws<InputException>(() => progress.Epoch(0, null)).Message, StringComparison.Ordinal);
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(progress.Image);
    }

    [Fact]
    public void Best_epoch_is_named_when_it_was_not_the_last()
    {
        using var progress = new FitProgress(NullProgress.Instance, 0, 5, default);
        progress.Epoch(0, 0.8f);
        Assert.Null(progress.Regret());
        progress.Epoch(1, 0.9f);
        progress.Epoch(2, 0.85f);
        Assert.Contains("imageClassification.epoch=2", progress.Regret(), StringComparison.Ordinal);
    }

    private (RunReport Report, string Folder) Train() => new TrainRun(
        Options, NullProgress.Instance, Assert.Fail, TimeProvider.System)
    { OpenTrainer = (config, _, _) => new Fake(config) }.Run(default);

    /// <summary>Learns the brightness of encoded crops, with the rows and the scorer that ImageClassificationTrainer would get.</summary>
    private sealed class Fake(TrainOptions config) : IModelTrainer
    {
        private Func<IEnumerable<Sample>, Split?, (ITransformer Model, float[][] Scores)>? fit;
        private Sample[] train = [];

        public BackboneInfo Backbone => new("mobilenetV2", new string('a', 64), TinyModel.Size, 0);

        public ContentCache? Cache => null;

        public TrainedModel Fit(MLContext ml, Dataset dataset, CropSource crops, CancellationToken cancellationToken)
        {
            var plan = new ViewPlan(config.Views, config.Seed);
            train = [.. dataset.Samples.Where(sample => sample.Split == Split.Train)];
            fit = (samples, split) =>
            {
                IDataView rows = EncodedSamples.ToDataView(ml, [.. samples], dataset.Labels, crops, plan, config.Views.Count);
                ITransformer model = ml.Transforms
                    .CustomMapping<Bytes, Brightness>((from, to) => to.Features = [(float)Mean(from.Image)], "brightness")
                    .Append(ml.MulticlassClassification.Trainers.LbfgsMaximumEntropy())
                    .Append(ml.Transforms.Conversion.MapKeyToValue(ModelSchema.PredictedLabel))
                    .Fit(rows);
                using var scorer = EncodedScorer.FromModel(ml, model, dataset.Labels, "fake");
                return (model, [.. dataset.Samples.Where(sample => split is null || sample.Split == split).Select(sample =>
                {
                    using Mat crop = crops.Crop(sample);
                    return scorer.Score(crop);
                })]);
            };
            (ITransformer fitted, float[][] scores) = fit(train, null);
            return new TrainedModel(fitted, scores, null, [], 1, 1, 0);
        }

        public IReadOnlyList<IReadOnlyList<float[]>> FitShares(
            IReadOnlyList<int[]> shares, Action fitted, CancellationToken cancellationToken) =>
            [.. shares.Select(share => fit!(share.Select(i => train[i]), Split.Test).Scores)];

        public void Dispose()
        {
        }

        private static double Mean(byte[] image)
        {
            using Mat picture = Cv2.ImDecode(image, ImreadModes.Grayscale);
            return Cv2.Mean(picture).Val0 / 255;
        }
    }

    private sealed class Bytes
    {
        public byte[] Image { get; set; } = [];
    }

    private sealed class Brightness
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [];
    }

    private sealed class Answer
    {
        public float[] Score { get; set; } = [];
    }
}
