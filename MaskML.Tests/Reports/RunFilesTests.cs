using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using MaskML.Predict.Models;
using MaskML.Tests.Support;
using MaskML.Train.Metrics;
using Xunit;

namespace MaskML.Tests.Reports;

public sealed class RunFilesTests(SampleRun sample)
{
    [Fact]
    public async Task Run_folder_has_all_its_files_and_no_others()
    {
        string run = await sample.Folder;
        Assert.Matches(@"^\d{8}T\d{6}Z-[0-9a-f]{6}$", Path.GetFileName(run));
        string[] files =
        [
            .. Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(run, f).Replace('\\', '/')),
        ];
        Assert.Superset(
            new HashSet<string>
            {
                "model.zip",
                "metrics.json",
                "classification_report.json",
                "predictions.csv",
                "config.json",
                "report.md",
                "report.html",
                "dvc.yaml",
                "plots/roc.csv",
                "plots/precision_recall.csv",
                "plots/reliability.csv",
                "plots/coverage.csv",
                "plots/learning_curve.csv",
                "plots/l2.csv",
                "plots/confusion.csv",
            },
            files.ToHashSet());
        Assert.DoesNotContain(files, f => Path.GetFileName(f).StartsWith('.'));
    }

    [Fact]
    public async Task Metrics_json_has_every_field_of_the_design()
    {
        string run = await sample.Folder;
        JsonElement metrics = Json(run, "metrics.json");
        Assert.Equal(Path.GetFileName(run), metrics.GetProperty("run").GetString());
        JsonElement model = metrics.GetProperty("model");
        byte[] zip = File.ReadAllBytes(Path.Combine(run, model.GetProperty("path").GetString()!));
        Assert.Equal(ModelArchive.Hash(zip), model.GetProperty("sha256").GetString());
        Assert.Equal(zip.Length, model.GetProperty("bytes").GetInt64());
        JsonElement data = metrics.GetProperty("data");
        Assert.Equal(SampleRun.Data, data.GetProperty("path").GetString());
        Assert.Equal(64, data.GetProperty("sha256").GetString()!.Length);
        Assert.Equal(1400, data.GetProperty("labels").EnumerateObject().Sum(l => l.Value.GetInt32()));
        Assert.Equal(0, data.GetProperty("skipped").GetArrayLength());
        Assert.True(data.GetProperty("duplicates").GetInt32() >= 0);
        Assert.All(
            ["decode", "features", "head", "total"], t => Assert.True(metrics.GetProperty("timings").GetProperty(t).GetDouble() > 0));
        Assert.Equal(0, metrics.GetProperty("timings").GetProperty("cacheHits").GetInt64());
        Assert.All(["validation", "test"], split => AssertMetrics(metrics.GetProperty(split)));
    }

    [Fact]
    public async Task Predictions_csv_has_a_row_for_each_image_and_gives_the_metrics_of_metrics_json()
    {
        string run = await sample.Folder;
        string[] rows = File.ReadAllLines(Path.Combine(run, "predictions.csv"));
        Assert.Equal("path,split,actual,predicted,with_mask,without_mask,content,group", rows[0]);
        string[] labels = rows[0].Split(',')[4..^2];
        string[][] cells = [.. rows.Skip(1).Select(r => r.Split(','))];
        Assert.Equal(
            Directory.EnumerateFiles(SampleRun.Data, "*", SearchOption.AllDirectories).Select(
                f => Path.GetRelativePath(SampleRun.Data, f).Replace('\\', '/')).Order(StringComparer.Ordinal),
            cells.Select(c => c[0]));
        Assert.All(cells, c => Assert.Equal(c[0].Split('/')[0], c[2]));
        foreach (string split in new[] { "validation", "test" })
        {
            ScoredImage[] images = [.. cells.Where(c => c[1] == split).Select(c => new ScoredImage(
                c[0], split, Array.IndexOf(labels, c[2]), [.. c[4..^2].Select(s => float.Parse(s, CultureInfo.InvariantCulture))]))];
            JsonElement expected = Json(run, "metrics.json").GetProperty(split);
            var metrics = ClassificationMetrics.Of(labels, images);
            Assert.Equal(expected.GetProperty("count").GetInt32(), metrics.Count);
            Assert.Equal(expected.GetProperty("logLoss").GetDouble(), metrics.LogLoss);
            Assert.Equal(expected.GetProperty("rocAuc").GetDouble(), metrics.RocAuc);
            Assert.Equal(images.Select(i => labels[i.Predicted]), cells.Where(c => c[1] == split).Select(c => c[3]));
        }

        Assert.Equal(["test", "train", "validation"], cells.Select(c => c[1]).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Classification_report_is_that_of_the_test_split()
    {
        string run = await sample.Folder;
        JsonElement report = Json(run, "classification_report.json");
        JsonElement test = Json(run, "metrics.json").GetProperty("test");
        Assert.Equal(["with_mask", "without_mask", "accuracy", "macro avg", "weighted avg"], report.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["precision", "recall", "f1-score", "support"], report.GetProperty("macro avg").EnumerateObject().Select(p => p.Name));
        Assert.Equal(test.GetProperty("accuracy").GetDouble(), report.GetProperty("accuracy").GetDouble());
        Assert.Equal(test.GetProperty("count").GetInt32(), report.GetProperty("weighted avg").GetProperty("support").GetInt32());
    }

    [Fact]
    public async Task Manifest_in_the_zip_describes_the_training()
    {
        string run = await sample.Folder;
        ModelManifest manifest = ModelArchive.Read(Path.Combine(run, "model.zip")).Manifest;
        JsonElement metrics = Json(run, "metrics.json");
        Assert.Equal(["with_mask", "without_mask"], manifest.Labels);
        Assert.Equal("masknet", manifest.Backbone.Name);
        Assert.Equal(metrics.GetProperty("data").GetProperty("sha256").GetString(), manifest.Data!["sha256"]!.GetValue<string>());
        Assert.Equal(
            metrics.GetProperty("test").GetProperty("logLoss").GetDouble(), manifest.Metrics!["test"]!["logLoss"]!.GetValue<double>());
        Assert.Equal(42, manifest.Seed);
        Assert.Equal(42, manifest.Configuration!["seed"]!.GetValue<int>());
        Assert.True(manifest.Packages.ContainsKey("Microsoft.ML"));
        Assert.NotNull(manifest.Split!["train"]);
    }

    [Fact]
    public async Task Files_and_columns_of_dvc_yaml_exist()
    {
        // The shape: https://dvc.org/doc/user-guide/project-structure/dvcyaml-files, lists of metrics and of plots with their columns.
        string run = await sample.Folder;
        string[] lines = File.ReadAllLines(Path.Combine(run, "dvc.yaml"));
        Assert.Equal(["metrics:", "plots:"], lines.Where(line => !line.StartsWith(' ')));
        Assert.Equal("  - metrics.json", lines[1]);
        string[] header = [];
        int plots = 0;
        foreach (string line in lines[3..])
        {
            if (Regex.Match(line, "^  - (plots/[a-z_]+\\.csv):$") is { Success: true } plot)
            {
                header = File.ReadLines(Path.Combine(run, plot.Groups[1].Value)).First().Split(',');
                plots++;
            }
            else if (Regex.Match(line, "^      [xy]: \\[?([A-Za-z, ]+)\\]?$") is { Success: true } axis)
            {
                Assert.All(axis.Groups[1].Value.Split(", "), column => Assert.Contains(column, header));
            }
            else
            {
                Assert.Matches("^      (title: [A-Z]|template: confusion$)", line);
            }
        }

        Assert.Equal(6, plots);
    }

    [Fact]
    public async Task Learning_curve_ends_with_the_metrics_of_the_model()
    {
        string run = await sample.Folder;
        JsonElement metrics = Json(run, "metrics.json");
        JsonElement[] curve = [.. metrics.GetProperty("learningCurve").EnumerateArray()];
        Assert.Equal([0.05, 0.1, 0.25, 0.5, 1], curve.Select(point => point.GetProperty("share").GetDouble()));
        Assert.Equal(metrics.GetProperty("test").GetProperty("accuracy").GetDouble(), curve[^1].GetProperty("accuracy").GetDouble());
        Assert.Equal(
            metrics.GetProperty("data").GetProperty("splits").GetProperty("train").EnumerateObject().Sum(l => l.Value.GetInt32()),
            curve[^1].GetProperty("images").GetInt32());
    }

    [Fact]
    public async Task Page_has_the_metrics_of_metrics_json_and_all_mistakes_as_pictures()
    {
        string run = await sample.Folder;
        string page = WebUtility.HtmlDecode(File.ReadAllText(Path.Combine(run, "report.html")));
        JsonElement test = Json(run, "metrics.json").GetProperty("test");
        foreach (string name in new[] { "accuracy", "macroAccuracy" })
        {
            JsonElement interval = test.GetProperty("interval95").GetProperty(name);
            Assert.Contains(FormattableString.Invariant($"<b>{test.GetProperty(name).GetDouble():P2}</b>"), page, StringComparison.Ordinal);
            Assert.Contains(
                FormattableString.Invariant($"{interval[0].GetDouble():P2} to {interval[1].GetDouble():P2}"),
                page,
                StringComparison.Ordinal);
        }

        Assert.All(
            ["logLoss", "ece", "brier", "rocAuc"],
            name => Assert.Contains(
                FormattableString.Invariant($"<b>{test.GetProperty(name).GetDouble():0.0000}</b>"), page, StringComparison.Ordinal));
        string[] mistakes =
        [
            .. File.ReadLines(Path.Combine(run, "predictions.csv"))
                .Select(row => row.Split(',')).Where(c => c[1] == "test" && c[2] != c[3]).Select(c => c[0]),
        ];
        Assert.NotEmpty(mistakes);
        Assert.All(mistakes, path => Assert.Contains($"class=\"path\">{path}<", page, StringComparison.Ordinal));
        Assert.Equal(mistakes.Length, Regex.Count(page, "src=\"data:image/jpeg;base64,"));
        Assert.Equal(5, Regex.Count(page, "<svg "));
        Assert.All(
            [
                "Confusion", "Reliability", "Accuracy against training images", "Configuration", "Microsoft.ML",
                Path.GetFileName(run) + "/config.json again.json",
            ],
            part => Assert.Contains(part, page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Page_is_complete_if_the_pictures_do_not_exist_any_more()
    {
        using var folder = new TempFolder();
        string run = MadeRun.Write(folder.File("runs"), MadeRun.Answers(40, wrongEvery: 4));
        string page = await File.ReadAllTextAsync(Path.Combine(run, "report.html"), TestContext.Current.CancellationToken);
        Assert.Equal(10, Regex.Count(page, "no picture"));
        Assert.Contains("bad.jpg: the file is empty", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Markdown_report_names_metrics_data_and_model()
    {
        string run = await sample.Folder;
        string report = File.ReadAllText(Path.Combine(run, "report.md"));
        Assert.All(
            [
                "# Run " + Path.GetFileName(run), "| accuracy |", "## Confusion on the test split", "## Confidence", "## Data", "## Model",
                "masknet", "## Time",
            ],
            part => Assert.Contains(part, report, StringComparison.Ordinal));
    }

    private static JsonElement Json(string run, string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(run, name))).RootElement;

    private static void AssertMetrics(JsonElement metrics)
    {
        Assert.All(
            ["count", "accuracy", "macroAccuracy", "logLoss", "ece", "rocAuc"],
            name => Assert.Equal(JsonValueKind.Number, metrics.GetProperty(name).ValueKind));
        JsonElement confusion = metrics.GetProperty("confusion");
        Assert.Equal(["with_mask", "without_mask"], confusion.GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
        Assert.Equal(
            metrics.GetProperty("count").GetInt32(),
            confusion.GetProperty("counts").EnumerateArray().SelectMany(row => row.EnumerateArray()).Sum(c => c.GetInt32()));
        JsonElement label = metrics.GetProperty("perLabel").GetProperty("with_mask");
        Assert.All(["precision", "recall", "f1", "support"], name => label.GetProperty(name).GetDouble());
        JsonElement interval = metrics.GetProperty("interval95").GetProperty("accuracy");
        Assert.InRange(metrics.GetProperty("accuracy").GetDouble(), interval[0].GetDouble(), interval[1].GetDouble());
    }
}
