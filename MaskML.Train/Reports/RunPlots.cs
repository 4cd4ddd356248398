using MaskML.Predict.Files;
using MaskML.Train.Reports.Html;
using MaskML.Train.Runs;

namespace MaskML.Train.Reports;

/// <summary>
/// Writes the curves of a run as <c>plots/*.csv</c>, and a <c>dvc.yaml</c> that names their columns for <c>dvc metrics</c> and <c>dvc
/// plots</c> (https://dvc.org/doc/user-guide/project-structure/dvcyaml-files).
/// </summary>
internal static class RunPlots
{
    /// <summary>Writes all files.</summary>
    public static void Write(RunFolder folder, RunResult result)
    {
        IReadOnlyList<string> labels = result.Dataset.Labels;
        IReadOnlyList<ScoredImage> test = result.TestImages;
        (string Label, ThresholdPoint Point)[] curves =
            [.. labels.SelectMany((label, i) => ThresholdCurve.Thin(ThresholdCurve.Of(test, i)).Select(point => (label, point)))];
        Write(
            "roc",
            "label,score,falsePositiveRate,recall",
            curves,
            c => [c.Label, c.Point.Score, c.Point.FalsePositiveRate, c.Point.Recall]);
        Write("precision_recall", "label,score,recall,precision", curves, c => [c.Label, c.Point.Score, c.Point.Recall, c.Point.Precision]);
        Write(
            "reliability",
            "from,to,count,confidence,accuracy",
            Calibration.Of(test),
            b => [b.From, b.To, b.Count, b.Confidence, b.Accuracy]);
        Write("coverage", "coverage,confidence,accuracy", result.Test.Coverage, p => [p.Coverage, p.Confidence, p.Accuracy]);
        Write("l2", "l2,logLoss", result.Candidates, c => [c.L2, c.LogLoss]);
        Write(
            "learning_curve",
            "share,images,accuracy,low,high,macroAccuracy",
            result.LearningCurve,
            p => [p.Share, p.Images, p.Accuracy, p.Interval95[0], p.Interval95[1], p.MacroAccuracy]);
        Write("confusion", "actual,predicted", test, image => [labels[image.Actual], labels[image.Predicted]]);
        AtomicFile.WriteText(folder["dvc.yaml"], Resource.Text("dvc.yaml"));

        void Write<T>(string name, string header, IEnumerable<T> rows, Func<T, IEnumerable<object>> cells) =>
            CsvFile.Write(folder[$"plots/{name}.csv"], header.Split(','), rows.Select(cells));
    }
}
