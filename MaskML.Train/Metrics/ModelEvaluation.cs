using MaskML.Predict.Faces;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Caching;
using MaskML.Train.Features;

namespace MaskML.Train.Metrics;

/// <summary>A model's metrics on a folder: the content of <c>evaluate --json</c>.</summary>
/// <param name="Model">SHA-256 of the model zip.</param>
/// <param name="Data">The folder.</param>
/// <param name="Evaluation">The metrics.</param>
/// <param name="Skipped">What was left out, with the reason.</param>
public sealed record EvaluationResult(string Model, string Data, ClassificationMetrics Evaluation, IReadOnlyList<SkippedInfo> Skipped);

/// <summary>A model's scores on labelled images.</summary>
/// <param name="Sha256">SHA-256 of the model zip.</param>
/// <param name="Labels">The labels in the order of the scores.</param>
/// <param name="Samples">The images.</param>
/// <param name="Images">The scored images, in the same order.</param>
/// <param name="Skipped">What was left out, with the reason.</param>
internal sealed record ScoredSamples(
    string Sha256,
    IReadOnlyList<string> Labels,
    IReadOnlyList<Sample> Samples,
    IReadOnlyList<ScoredImage> Images,
    IReadOnlyList<SkippedInfo> Skipped)
{
    /// <summary>The metrics.</summary>
    public EvaluationResult Evaluate(string folder) => new(Sha256, folder, ClassificationMetrics.Of(Labels, Images), Skipped);
}

/// <summary>Scores a model zip on all images of a folder of labelled images, whatever split they are in.</summary>
/// <param name="options">Mapping of labels, and limits.</param>
/// <param name="cache">The cache of inspections and features.</param>
/// <param name="progress">Receives the progress.</param>
public sealed class ModelEvaluation(DataOptions options, CacheOptions cache, IProgressReporter progress)
{
    private const int MaxListed = 100;

    /// <summary>Evaluates the model.</summary>
    /// <param name="modelPath">The model zip.</param>
    /// <param name="folder">The images, laid out as for training.</param>
    /// <param name="cancellationToken">Cancels the evaluation.</param>
    /// <exception cref="InputException">The model or the folder cannot be used, or no image has a label of the model.</exception>
    public EvaluationResult Run(string modelPath, string folder, CancellationToken cancellationToken) =>
        Score(modelPath, folder, cancellationToken).Evaluate(folder);

    /// <summary>Scores each image of a folder.</summary>
    /// <exception cref="InputException">The model or the folder cannot be used, or no image has a label of the model.</exception>
    internal ScoredSamples Score(string modelPath, string folder, CancellationToken cancellationToken)
    {
        using MaskModel model = MaskModel.Load(modelPath);
        DataOptions data = options with { Sources = [Path.GetFullPath(folder)] };
        ScanResult scan = DatasetScanner.Scan(data, cancellationToken);
        using ContentCache inspections = ImageInspector.OpenCache(CacheFolder.Of(cache));
        var crops = new CropSource(model.Cropper, data.MaxMegapixels);
        using ContentCache? features = OpenFeatures(model);
        FeatureExtractor? extractor = PlainViews(model, features);
        Inspection inspection = new ImageInspector(data, inspections, progress).Inspect(
            scan.Files, (file, picture) => extractor?.Prepare(crops, file, picture, 1), cancellationToken);
        int[] groups = DuplicateFinder.Find(inspection, cancellationToken);
        (IReadOnlyList<Sample> samples, IReadOnlyList<SkippedInfo> foreign) = Match(inspection.Files, groups, model.Labels, folder);
        return new ScoredSamples(
            model.Sha256,
            model.Labels,
            samples,
            Score(
                model,
                extractor,
                samples,
                [.. samples.Select(sample => SampleNames.Of(sample, several: false))],
                crops,
                cancellationToken),
            [.. scan.Skipped.Concat(inspection.Skipped).Select(s => new SkippedInfo(s.RelativePath, s.Reason)), .. foreign]);
    }

    /// <summary>Scores samples.</summary>
    /// <param name="model">The model.</param>
    /// <param name="samples">The samples, with the indices of the model's labels.</param>
    /// <param name="names">Their names.</param>
    /// <param name="crops">Cuts them.</param>
    /// <param name="cancellationToken">Cancels the scoring.</param>
    internal IReadOnlyList<ScoredImage> Score(
        MaskModel model, IReadOnlyList<Sample> samples, IReadOnlyList<string> names, CropSource crops, CancellationToken cancellationToken)
    {
        using ContentCache? features = OpenFeatures(model);
        return Score(model, PlainViews(model, features), samples, names, crops, cancellationToken);
    }

    private ContentCache? OpenFeatures(MaskModel model) =>
        model.Backbone is { } backbone ? FeatureExtractor.OpenCache(CacheFolder.Of(cache), backbone) : null;

    private static FeatureExtractor? PlainViews(MaskModel model, ContentCache? features) =>
        features is null ? null : FeatureExtractor.OfPlainViews(model.Backbone!, features);

    private IReadOnlyList<ScoredImage> Score(
        MaskModel model,
        FeatureExtractor? extractor,
        IReadOnlyList<Sample> samples,
        IReadOnlyList<string> names,
        CropSource crops,
        CancellationToken cancellationToken)
    {
        using IProgressPhase phase = progress.Begin("features", samples.Count);
        IEnumerable<float[]> scores = extractor?.Score(samples, crops, features => model.ScoreFeatures(features), phase, cancellationToken)
            ?? samples.Select(sample =>
            {
                cancellationToken.ThrowIfCancellationRequested();
                using Mat crop = crops.Crop(sample);
                phase.Advance();
                return model.Score([crop])[0];
            });
        return ScoredImage.Weigh(
            [.. scores.Select((score, i) => ScoredImage.Of(samples[i], names[i], "evaluation", score))]);
    }

    /// <summary>The images whose labels the model knows, and a note about the others.</summary>
    private static (IReadOnlyList<Sample> Samples, IReadOnlyList<SkippedInfo> Foreign) Match(
        IReadOnlyList<InspectedFile> files, int[] groups, IReadOnlyList<string> labels, string folder)
    {
        string[] names = [.. labels.Select(LabelName.Normalize)];
        Sample[] all = [.. files.SelectMany((file, i) => file.Targets.Select(target => new Sample(
            file.File, target, Array.IndexOf(names, target.Label), Split.Test, file.ContentHash, file.Width, file.Height, 1)
        {
            Group = groups[i],
        }))];
        Sample[] known = [.. all.Where(sample => sample.LabelIndex >= 0)];
        if (known.Length == 0)
        {
            throw new InputException(
                $"{folder}: no image has a label of the model ({string.Join(", ", labels)}); found: "
                + $"{string.Join(", ", all.Select(s => s.Label).Distinct(StringComparer.Ordinal).Take(MaxListed))}. "
                + "Map labels with --set data.labels.NAME=LABEL.");
        }

        return (known, [.. all.Where(sample => sample.LabelIndex < 0).GroupBy(sample => sample.Label)
            .Select(group => new SkippedInfo(group.Key, $"{group.Count()} images have this label, which the model does not know"))]);
    }
}
