using MaskML.Predict.Files;
using MaskML.Train.Evaluation;
using MaskML.Train.Runs;

namespace MaskML.Train.Reports;

/// <summary>Writes the files of a run folder beside the model.</summary>
internal static class RunFiles
{
    /// <summary>Writes them all.</summary>
    public static void Write(RunFolder folder, RunResult result, RunReport report)
    {
        AtomicFile.WriteText(folder["metrics.json"], ReportJson.Of(report));
        AtomicFile.WriteText(folder["classification_report.json"], ReportJson.Of(ClassificationReport.Of(report.Test)));
        AtomicFile.WriteText(folder["config.json"], ReportJson.Of(result.Effective));
        AtomicFile.WriteText(folder["report.md"], MarkdownReport.Of(report, result));
        WritePredictions(folder["predictions.csv"], result.Dataset.Labels, result.Images);
        WritePlots(folder, result);
    }

    /// <summary>Writes every image with its scores.</summary>
    public static void WritePredictions(string path, IReadOnlyList<string> labels, IEnumerable<ScoredImage> images) => CsvFile.Write(
        path,
        ["path", "split", "actual", "predicted", .. labels],
        images.Select(image => (IEnumerable<object>)
            [image.Path, image.Split, labels[image.Actual], labels[image.Predicted], .. image.Scores.Select(score => (object)score)]));

    private static void WritePlots(RunFolder folder, RunResult result)
    {
        ScoredImage[] test = [.. result.Images.Where(image => image.Split == "test")];
        CsvFile.Write(
            folder["plots/reliability.csv"],
            ["from", "to", "count", "confidence", "accuracy"],
            Calibration.Of(test).Select(bin => (IEnumerable<object>)[bin.From, bin.To, bin.Count, bin.Confidence, bin.Accuracy]));
        CsvFile.Write(
            folder["plots/coverage.csv"],
            ["coverage", "confidence", "accuracy"],
            result.Test.Coverage.Select(point => (IEnumerable<object>)[point.Coverage, point.Confidence, point.Accuracy]));
        CsvFile.Write(
            folder["plots/l2.csv"],
            ["l2", "logLoss"],
            result.Candidates.Select(candidate => (IEnumerable<object>)[candidate.L2, candidate.LogLoss]));
        CsvFile.Write(
            folder["plots/confusion.csv"],
            ["actual", "predicted"],
            test.Select(image => (IEnumerable<object>)[result.Dataset.Labels[image.Actual], result.Dataset.Labels[image.Predicted]]));
    }
}
