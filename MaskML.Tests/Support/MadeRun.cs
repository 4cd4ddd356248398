using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Predict.Models;
using MaskML.Train.Data;
using MaskML.Train.Metrics;
using MaskML.Train.Reports;
using MaskML.Train.Runs;

namespace MaskML.Tests.Support;

/// <summary>Run folders with made-up predictions, written by the code that training uses, without a training.</summary>
internal static class MadeRun
{
    public static readonly string[] Labels = ["with_mask", "without_mask"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);
    private static readonly Lazy<byte[]> Zip = new(() =>
    {
        using var model = new TinyModel();
        return File.ReadAllBytes(model.Path);
    });

    /// <summary>Writes a run.</summary>
    /// <param name="runs">The folder of all runs.</param>
    /// <param name="answers">The label of each test image, and a score for each label.</param>
    /// <param name="started">When the run began; runs are ordered by this time.</param>
    /// <param name="data">Name of the data folder; runs with different names have different test splits.</param>
    /// <param name="zip">The model; null for the fixture model.</param>
    /// <returns>Path of the run folder.</returns>
    public static string Write(
        string runs,
        IReadOnlyList<(int Actual, float[] Scores)> answers,
        DateTimeOffset? started = null,
        string data = "data",
        byte[]? zip = null)
    {
        DateTimeOffset time = started ?? DateTimeOffset.UnixEpoch;
        using var folder = new RunFolder(runs, time);
        Sample[] samples =
        [
            .. Enumerable.Range(0, 4).Select(i => Sample($"train-{i}.jpg", i % 2, Split.Train)),
            .. Enumerable.Range(0, 4).Select(i => Sample($"validation-{i}.jpg", i % 2, Split.Validation)),
            .. answers.Select((answer, i) => Sample($"{data}-{i:000000}.jpg", answer.Actual, Split.Test)),
        ];
        ScoredImage[] images = [.. samples.Select((sample, i) => ScoredImage.Of(
            sample,
            sample.File.RelativePath,
            SampleNames.Of(sample.Split),
            i < 8 ? (i % 2 == 0 ? [0.9f, 0.1f] : [0.2f, 0.8f]) : answers[i - 8].Scores))];
        var options = new TrainOptions { Data = new DataOptions { Sources = [data] } };
        string hash = ModelArchive.Hash(Encoding.UTF8.GetBytes(data));
        var dataset = new Dataset(samples, Labels, [new SkippedFile("bad.jpg", "the file is empty")], [], [], [], hash, 0);
        var result = new RunResult(
            folder.Name,
            time,
            options with { Effective = (JsonObject)JsonSerializer.SerializeToNode(options, Json)! },
            dataset,
            new BackboneInfo("tiny", new string('0', 64), TinyModel.Size, TinyModel.FeatureCount),
            10,
            [],
            images,
            ClassificationMetrics.Of(Labels, [.. images.Where(image => image.Split == "validation")]),
            ClassificationMetrics.Of(Labels, [.. images.Where(image => image.Split == "test")]),
            []);
        folder.Publish(() =>
        {
            File.WriteAllBytes(folder["model.zip"], zip ?? Zip.Value);
            var report = RunReport.Of(result, new RunTimings(1, 1, 1, 0, 3, 0), folder["model.zip"]);
            RunFiles.Write(folder, result, report, Xunit.Assert.Fail, CancellationToken.None);
            return true;
        });
        return folder.FinalPath;
    }

    /// <summary>Answers with labels in turn; every n-th one is wrong.</summary>
    public static (int Actual, float[] Scores)[] Answers(int count, int wrongEvery, float confidence = 0.9f) =>
    [
        .. Enumerable.Range(0, count).Select(i =>
        {
            bool first = (i % 2 == 0) != (i % wrongEvery == wrongEvery - 1);
            return (i % 2, first ? new[] { confidence, 1 - confidence } : [1 - confidence, confidence]);
        }),
    ];

    /// <summary>A sample that is no file.</summary>
    public static Sample Sample(string name, int label, Split split)
    {
        var target = new Target(Labels[label], null);
        byte[] content = SHA256.HashData(Encoding.UTF8.GetBytes(name));
        return new Sample(new ImageFile(name, name, 0, null, [target]), target, label, split, content, 10, 10, 1);
    }
}
