using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Predict.Models;
using MaskML.Predict.Progress;
using MaskML.Train.Reports.Html;
using MaskML.Train.Runs;

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
    JsonObject Data)
{
    /// <summary>
    /// Contents of the images that it was trained on, or by which its strength of L2 was chosen; see <see cref="ScoredImage.Content"/>.
    /// Null where its run is not known.
    /// </summary>
    internal IReadOnlySet<string>? Trained { get; init; }

    /// <summary>A small JPEG of an image; null where its file is gone or cannot be read.</summary>
    /// <param name="image">Index of the image.</param>
    /// <param name="maxMegapixels">Largest picture to decode.</param>
    public byte[]? Picture(int image, double maxMegapixels) =>
        Pictures[image] is ({ } file, var box) ? Thumbnail.TryMake(file, box, maxMegapixels) : null;

    /// <summary>Whether it was trained on an image.</summary>
    /// <param name="image">Index of the image.</param>
    public bool IsTrainedOn(int image) => Trained?.Contains(Images[image].Content) == true;
}

/// <summary>
/// Loads models with their scores: the scores on their test splits that runs have stored; scores on a folder; or, for zips beside a run,
/// scores on the run's test images.
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
    /// <exception cref="InputException">A run or a zip cannot be read.</exception>
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
        var files = new Lazy<RunTestSet>(() => RunTestSet.Read(first, Folders(), cancellationToken));
        return [.. all.Select(one => one.Run is { } run ? OfRun(run) : OnTest(one.Name, files.Value, cancellationToken))];
    }

    /// <summary>A training whose run is not complete yet: it has no zip, so that the hash is empty.</summary>
    internal static Contender OfResult(RunResult result)
    {
        string test = SampleNames.Of(Split.Test);
        return new Contender(
            result.Name,
            "",
            result.Dataset.Labels,
            result.TestImages,
            [.. result.Dataset.Samples.Where(sample => sample.Split == Split.Test).Select(s => ((string?)s.File.Path, s.Box))],
            result.Config.Effective,
            Describe(result.Data.Path, result.Data.Sha256, JsonSerializer.SerializeToNode(result.Data.Splits, ReportJson.Options)))
        {
            Trained = result.Images.Where(image => image.Split != test).Select(image => image.Content).ToHashSet(StringComparer.Ordinal),
        };
    }

    private static bool IsZip(string name) => ShippedFiles.Exists(name);

    /// <summary>The folders that relative data folders may start from; a run does not store the folder of its configuration.</summary>
    private string[] Folders() => [.. new[] { config.Folder, Directory.GetCurrentDirectory() }.OfType<string>()];

    private Contender OfRun(StoredRun run)
    {
        DataInfo data = run.Report.Data;
        (IReadOnlyList<ScoredImage> images, IReadOnlySet<string> trained) = run.ReadPredictions();
        IReadOnlyList<string> sources = RunTestSet.Sources(run, Folders());
        return new Contender(
            run.Report.Run,
            run.Report.Model.Sha256,
            run.Labels,
            images,
            [.. images.Select(image => SampleNames.Parse(image.Path, sources))],
            run.Configuration,
            Describe(data.Path, data.Sha256, JsonSerializer.SerializeToNode(data.Splits, ReportJson.Options)))
        {
            Trained = trained.Count > 0 ? trained : null,
        };
    }

    private Contender OnFolder(string name, string folder, CancellationToken cancellationToken)
    {
        string zip = IsZip(name) ? name : StoredRun.Find(name, config.Runs).ModelPath;
        ScoredSamples scored = new ModelEvaluation(config.Data, config.Cache, progress).Score(zip, folder, cancellationToken);
        return OfZip(name, zip, scored.Labels, scored.Images, scored.Samples);
    }

    /// <summary>Scores a zip on the test images of a run.</summary>
    internal Contender OnTest(string zip, RunTestSet test, CancellationToken cancellationToken)
    {
        using MaskModel model = MaskModel.Load(zip);
        List<string> labels = [.. model.Labels];
        (string Name, Sample Sample)[] known =
        [.. test.Names.Zip(test.Samples, (name, sample) => (name, sample with { LabelIndex = labels.IndexOf(sample.Label) }))
            .Where(one => one.Item2.LabelIndex >= 0)];
        Sample[] samples = [.. known.Select(one => one.Sample)];
        var crops = new CropSource(model.Cropper, config.Data.MaxMegapixels);
        var evaluation = new ModelEvaluation(config.Data, config.Cache, progress);
        IReadOnlyList<ScoredImage> images =
            evaluation.Score(model, samples, [.. known.Select(one => one.Name)], crops, cancellationToken);
        return OfZip(zip, zip, model.Labels, images, samples);
    }

    private Contender OfZip(
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
            Describe(Text("path"), Text("sha256"), manifest.Split?.DeepClone()))
        {
            Trained = RunOf(archive.Sha256, zip)?.ReadPredictions().Trained,
        };

        string? Text(string key) => manifest.Data?[key]?.GetValue<string>();
    }

    /// <summary>The run that a zip comes from: the one that it lies in, or one in the folder of runs; null if it is in neither.</summary>
    private StoredRun? RunOf(string sha256, string zip) => RunIndex.Folders(config.Runs).Append(Path.GetDirectoryName(zip) ?? "")
        .Select(folder => RunIndex.TryRead(folder, _ => { })).FirstOrDefault(run => run?.Report.Model.Sha256 == sha256);

    private static JsonObject Describe(string? path, string? sha256, JsonNode? splits) =>
        new() { ["path"] = path, ["sha256"] = sha256, ["splits"] = splits };
}
