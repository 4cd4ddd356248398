using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using OpenCvSharp;

namespace MaskML.Train.Comparison;

/// <summary>A model with its scores on labelled images.</summary>
/// <param name="Name">Name of the run, or path of the zip.</param>
/// <param name="Sha256">SHA-256 of the zip.</param>
/// <param name="Labels">The labels in the order of the scores.</param>
/// <param name="Images">The scored images.</param>
/// <param name="Pictures">File and box of each image, in the same order; no file where it was not found.</param>
/// <param name="Configuration">The configuration that it was trained with.</param>
/// <param name="Data">Path, hash and splits of its training data.</param>
public sealed record Contender(
    string Name,
    string Sha256,
    IReadOnlyList<string> Labels,
    IReadOnlyList<ScoredImage> Images,
    IReadOnlyList<(string? File, Rect? Box)> Pictures,
    JsonObject Configuration,
    JsonObject Data);

/// <summary>
/// Loads models with their scores on the same images: the scores that runs have stored, if their test splits are the same; scores on a
/// folder; or, for zips beside a run, scores on the run's test images.
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="progress">Receives the progress of the scoring.</param>
public sealed class ContenderLoader(TrainOptions config, IProgressReporter progress)
{
    /// <summary>Loads the models with their scores.</summary>
    /// <param name="names">Runs, by folder or by name, and model zips; at least two.</param>
    /// <param name="on">A folder to score all of them on; null for the runs' test splits.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="UsageException">There are only zips and no folder.</exception>
    /// <exception cref="InputException">A run or a zip cannot be read, or the test splits are not the same.</exception>
    public IReadOnlyList<Contender> Load(IReadOnlyList<string> names, string? on, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (on is not null)
        {
            return [.. names.Select(name => OnFolder(name, on, cancellationToken))];
        }

        (string Name, StoredRun? Run)[] all = [.. names.Select(name => (name, IsZip(name) ? null : StoredRun.Find(name, config.Runs)))];
        StoredRun first = all.Select(one => one.Run).OfType<StoredRun>().FirstOrDefault() ?? throw new UsageException(
            "Model zips alone tell nothing of test images: name a folder of labelled images with --on DIR, or compare with a run.");
        foreach (StoredRun other in all.Select(one => one.Run).OfType<StoredRun>().Where(other => other.TestSha256 != first.TestSha256))
        {
            throw new InputException(
                $"{other.Report.Run} was tested on {other.Report.Test.Count} images of {other.Report.Data.Path}, "
                + $"{first.Report.Run} on {first.Report.Test.Count} of {first.Report.Data.Path}, and they are not the same images: "
                + "expected one test split. Score all on one folder with --on DIR.");
        }

        var files = new Lazy<RunTestSet>(() => RunTestSet.Read(first, Folders(), cancellationToken));
        return [.. all.Select(one => one.Run is { } run ? OfRun(run) : OnTest(one.Name, files.Value, cancellationToken))];
    }

    private static bool IsZip(string name) => File.Exists(name);

    /// <summary>The folders that relative data folders may start from; a run does not store the folder of its configuration.</summary>
    private string[] Folders() => [.. new[] { config.Folder, Directory.GetCurrentDirectory() }.OfType<string>()];

    private Contender OfRun(StoredRun run)
    {
        DataInfo data = run.Report.Data;
        IReadOnlyList<ScoredImage> images = run.ReadTest();
        IReadOnlyList<string> sources = RunTestSet.Sources(run, Folders());
        return new Contender(
            run.Report.Run,
            run.Report.Model.Sha256,
            run.Labels,
            images,
            [.. images.Select(image => SampleNames.Parse(image.Path, sources))],
            run.Configuration,
            Describe(data.Path, data.Sha256, JsonSerializer.SerializeToNode(data.Splits, ReportJson.Options)));
    }

    private Contender OnFolder(string name, string folder, CancellationToken cancellationToken)
    {
        string zip = IsZip(name) ? name : StoredRun.Find(name, config.Runs).ModelPath;
        ScoredSamples scored = new ModelEvaluation(config.Data, config.Cache, progress).Score(zip, folder, cancellationToken);
        return OfZip(name, zip, scored.Labels, scored.Images, scored.Samples);
    }

    private Contender OnTest(string zip, RunTestSet test, CancellationToken cancellationToken)
    {
        using MaskModel model = MaskModel.Load(zip);
        if (!model.Labels.SequenceEqual(test.Labels, StringComparer.Ordinal))
        {
            throw new InputException(
                $"{zip} has the labels {string.Join(", ", model.Labels)}, the run {string.Join(", ", test.Labels)}: "
                + "expected the same, since answers to different questions cannot be compared.");
        }

        using var crops = new CropSource(model.Cropper, config.Data.MaxMegapixels);
        var evaluation = new ModelEvaluation(config.Data, config.Cache, progress);
        IReadOnlyList<ScoredImage> images = evaluation.Score(model, test.Samples, test.Names, crops, cancellationToken);
        return OfZip(zip, zip, model.Labels, images, test.Samples);
    }

    private static Contender OfZip(
        string name, string zip, IReadOnlyList<string> labels, IReadOnlyList<ScoredImage> images, IReadOnlyList<Sample> samples)
    {
        ModelArchive archive = ModelArchive.Read(zip);
        ModelManifest manifest = archive.Manifest;
        return new Contender(
            name,
            archive.Sha256,
            labels,
            images,
            [.. samples.Select(sample => ((string?)sample.File.Path, sample.Box))],
            manifest.Configuration ?? [],
            Describe(Text("path"), Text("sha256"), manifest.Split?.DeepClone()));

        string? Text(string key) => manifest.Data?[key]?.GetValue<string>();
    }

    private static JsonObject Describe(string? path, string? sha256, JsonNode? splits) =>
        new() { ["path"] = path, ["sha256"] = sha256, ["splits"] = splits };
}
