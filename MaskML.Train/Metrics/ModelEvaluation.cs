using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Evaluation;
using MaskML.Predict.Modeling;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Data;
using MaskML.Train.Features;

namespace MaskML.Train.Metrics;

/// <summary>Scores a model zip on a folder of labelled images, all of them, whatever split they stand in.</summary>
/// <param name="config">Labels to map, limits, and the cache.</param>
/// <param name="progress">Told how far it is.</param>
public sealed class ModelEvaluation(MaskMLConfig config, IProgressReporter progress)
{
    private const int MostListed = 100;

    /// <summary>Scores the model.</summary>
    /// <param name="modelPath">The zip.</param>
    /// <param name="folder">The images.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The model or the folder cannot be used, or no image has a label of the model.</exception>
    public EvaluationResult Run(string modelPath, string folder, CancellationToken cancellation)
    {
        ScoredSamples scored = Score(modelPath, folder, cancellation);
        return new EvaluationResult(scored.Sha256, folder, ClassificationMetrics.Of(scored.Labels, scored.Images), scored.Skipped);
    }

    /// <summary>The same, image by image.</summary>
    /// <param name="modelPath">The zip.</param>
    /// <param name="folder">The images.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="InputException">The model or the folder cannot be used, or no image has a label of the model.</exception>
    internal ScoredSamples Score(string modelPath, string folder, CancellationToken cancellation)
    {
        using MaskModel model = MaskModel.Load(modelPath);
        DataConfig data = config.Data with { Sources = [Path.GetFullPath(folder)] };
        ScanResult scan = DatasetScanner.Scan(data, cancellation);
        using ContentCache inspections = ImageInspector.OpenCache(CacheFolder.Of(config.Cache));
        using var crops = new CropSource(model.Cropper, data.MaxMegapixels);
        Inspection inspection = new ImageInspector(data, inspections, progress).Inspect(scan.Files, crops.Offer, cancellation);
        (IReadOnlyList<Sample> samples, IReadOnlyList<SkippedInfo> foreign) = Match(inspection.Files, model.Labels, folder);

        return new ScoredSamples(
            model.Sha256,
            model.Labels,
            samples,
            Score(model, samples, [.. samples.Select(sample => SampleNames.Of(sample, several: false))], crops, cancellation),
            [.. scan.Skipped.Concat(inspection.Skipped).Select(s => new SkippedInfo(s.RelativePath, s.Reason)), .. foreign]);
    }

    /// <summary>Scores samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="samples">The samples, their labels as the model numbers them.</param>
    /// <param name="names">Their names.</param>
    /// <param name="crops">Cuts them.</param>
    /// <param name="cancellation">Stops the work.</param>
    internal IReadOnlyList<ScoredImage> Score(
        MaskModel model, IReadOnlyList<Sample> samples, IReadOnlyList<string> names, CropSource crops, CancellationToken cancellation)
    {
        using ContentCache features = FeatureExtractor.OpenCache(CacheFolder.Of(config.Cache), model.Backbone);
        var extractor = new FeatureExtractor(
            model.Backbone, features, new ViewPlan(config.Views with { Count = 0 }, config.Seed), FeatureExtractor.DefaultBatchSize);
        using IProgressPhase phase = progress.Begin("features", samples.Count);
        FeatureTable table = extractor.Extract(
            new SampleDataView(samples, crops), new FeatureColumns(SampleDataView.Image, null, null, SampleDataView.ImageKey), 1, phase, cancellation);
        return [.. samples.Select((sample, i) => new ScoredImage(
            names[i], "evaluation", sample.LabelIndex, model.ScoreFeatures(table.Rows[i].Features[0])))];
    }

    /// <summary>The images whose labels the model knows, and a word on the others.</summary>
    private static (IReadOnlyList<Sample> Samples, IReadOnlyList<SkippedInfo> Foreign) Match(
        IReadOnlyList<InspectedFile> files, IReadOnlyList<string> labels, string folder)
    {
        string[] names = [.. labels.Select(LabelName.Normalize)];
        Sample[] all = [.. files.SelectMany(file => file.Targets, (file, target) => new Sample(
            file.File, target, Array.IndexOf(names, target.Label), Split.Test, file.ContentHash, file.Width, file.Height, 1))];
        Sample[] known = [.. all.Where(sample => sample.LabelIndex >= 0)];
        if (known.Length == 0)
        {
            throw new InputException(
                $"{folder}: no image has a label of the model ({string.Join(", ", labels)}); found: "
                + $"{string.Join(", ", all.Select(s => s.Label).Distinct(StringComparer.Ordinal).Take(MostListed))}. Map labels with --set data.labels.NAME=LABEL.");
        }

        return (known, [.. all.Where(sample => sample.LabelIndex < 0).GroupBy(sample => sample.Label)
            .Select(group => new SkippedInfo(group.Key, $"{group.Count()} images have this label, which the model does not know"))]);
    }
}
