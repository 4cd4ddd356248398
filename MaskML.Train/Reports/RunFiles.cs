using MaskML.Predict.Files;
using MaskML.Train.Runs;

namespace MaskML.Train.Reports;

/// <summary>Writes the files of a run folder beside the model.</summary>
internal static class RunFiles
{
    /// <summary>Writes all files.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="result">What the run produced.</param>
    /// <param name="report">Its report.</param>
    /// <param name="warn">Receives warnings.</param>
    /// <param name="cancellationToken">Cancels the writing.</param>
    public static void Write(RunFolder folder, RunResult result, RunReport report, Action<string> warn, CancellationToken cancellationToken)
    {
        AtomicFile.WriteText(folder["metrics.json"], ReportJson.Of(report));
        AtomicFile.WriteText(folder["classification_report.json"], ReportJson.Of(ClassificationReport.Of(report.Test)));
        AtomicFile.WriteText(folder["config.json"], ReportJson.Of(result.Config.Effective));
        AtomicFile.WriteText(folder["report.md"], MarkdownReport.Of(report, result));
        WritePredictions(folder["predictions.csv"], result.Dataset.Labels, result.Images);
        RunPlots.Write(folder, result);
        try
        {
            RunPage.Write(folder["report.html"], report, result, cancellationToken);
        }
        catch (Exception e)
            when (e is not (OperationCanceledException or IOException or UnauthorizedAccessException or OutOfMemoryException))
        {
            // An exception of the libraries that draw pictures and charts must not lose the model.
            warn($"report.html could not be made, the run is complete without it: {e.Message}");
        }
    }

    /// <summary>Writes all images with their scores.</summary>
    public static void WritePredictions(string path, IReadOnlyList<string> labels, IEnumerable<ScoredImage> images) => CsvFile.Write(
        path,
        ["path", "split", "actual", "predicted", .. labels, "content", "group"],
        images.Select(image => (IEnumerable<object>)
        [
            image.Path, image.Split, labels[image.Actual], labels[image.Predicted], .. image.Scores.Select(score => (object)score),
            image.Content, image.Group,
        ]));
}
