using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Predict.Errors;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Data;
using MaskML.Train.Metrics;
using MaskML.Train.Runs;
using MaskML.Train.Training;

namespace MaskML.Train.Comparison;

/// <summary>
/// From what the user names (runs by folder or name, model zips) to answers on the same images: those that the runs wrote down, if
/// their test splits are the same; those on a folder; or, for zips beside a run, those on the run's own test images.
/// </summary>
/// <param name="config">The configuration.</param>
/// <param name="progress">Told how far the scoring is.</param>
internal sealed class ContenderLoader(TrainOptions config, IProgressReporter progress)
{
    /// <summary>Loads the models with their answers.</summary>
    /// <param name="names">Runs and zips; at least two.</param>
    /// <param name="on">Folder to score them all on; null takes the runs' test splits.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="UsageException">There are zips alone and no folder.</exception>
    /// <exception cref="InputException">A run or a zip cannot be read, or the test splits are not the same.</exception>
    public IReadOnlyList<Contender> Load(IReadOnlyList<string> names, string? on, CancellationToken cancellation)
    {
        if (on is not null)
        {
            return [.. names.Select(name => OnFolder(name, on, cancellation))];
        }

        (string Name, StoredRun? Run)[] all = [.. names.Select(name => (name, IsZip(name) ? null : StoredRun.Find(name, config.Runs)))];
        StoredRun first = all.Select(one => one.Run).OfType<StoredRun>().FirstOrDefault() ?? throw new UsageException(
            "Model zips alone tell nothing of test images: name a folder of labelled images with --on DIR, or compare with a run.");
        foreach (StoredRun other in all.Select(one => one.Run).OfType<StoredRun>().Where(other => other.TestSha256 != first.TestSha256))
        {
            throw new InputException(
                $"{other.Report.Run} was tested on {other.Report.Test.Count} images of {other.Report.Data.Path}, {first.Report.Run} on {first.Report.Test.Count} of "
                + $"{first.Report.Data.Path}, and they are not the same images: expected one test split. Score all on one folder with --on DIR.");
        }

        RunTestSet? files = null;
        return [.. all.Select(one => one.Run is { } run ? OfRun(run) : OnTest(one.Name, files ??= RunTestSet.Read(first, Folders(), cancellation), cancellation))];
    }

    private static bool IsZip(string name) => File.Exists(name);

    /// <summary>Where relative data folders may start: a run does not say where its configuration lay.</summary>
    private string[] Folders() => [.. new[] { config.Folder, Directory.GetCurrentDirectory() }.OfType<string>()];

    private Contender OfRun(StoredRun run)
    {
        IReadOnlyList<ScoredImage> images = run.ReadTest();
        IReadOnlyList<string> sources = RunTestSet.Sources(run, Folders());
        return new Contender(
            run.Report.Run,
            run.Report.Model.Sha256,
            run.Labels,
            images,
            [.. images.Select(image => SampleNames.Parse(image.Path, sources))],
            run.Configuration,
            Describe(run.Report.Data.Path, run.Report.Data.Sha256, JsonSerializer.SerializeToNode(run.Report.Data.Splits, ReportJson.Options)));
    }

    private Contender OnFolder(string name, string folder, CancellationToken cancellation)
    {
        string zip = IsZip(name) ? name : StoredRun.Find(name, config.Runs).ModelPath;
        ScoredSamples scored = new ModelEvaluation(config, progress).Score(zip, folder, cancellation);
        return OfZip(name, zip, scored.Labels, scored.Images, scored.Samples);
    }

    private Contender OnTest(string zip, RunTestSet test, CancellationToken cancellation)
    {
        using MaskModel model = MaskModel.Load(zip);
        if (!model.Labels.SequenceEqual(test.Labels, StringComparer.Ordinal))
        {
            throw new InputException(
                $"{zip} has the labels {string.Join(", ", model.Labels)}, the run {string.Join(", ", test.Labels)}: expected the same, since answers to different questions cannot be compared.");
        }

        using var crops = new CropSource(model.Cropper, config.Data.MaxMegapixels);
        IReadOnlyList<ScoredImage> images = new ModelEvaluation(config, progress).Score(model, test.Samples, test.Names, crops, cancellation);
        return OfZip(zip, zip, model.Labels, images, test.Samples);
    }

    private static Contender OfZip(string name, string zip, IReadOnlyList<string> labels, IReadOnlyList<ScoredImage> images, IReadOnlyList<Sample> samples)
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
            Describe(manifest.Data?["path"]?.GetValue<string>(), manifest.Data?["sha256"]?.GetValue<string>(), manifest.Split?.DeepClone()));
    }

    private static JsonObject Describe(string? path, string? sha256, JsonNode? splits) =>
        new() { ["path"] = path, ["sha256"] = sha256, ["splits"] = splits };
}
