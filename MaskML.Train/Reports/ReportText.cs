using MaskML.Train.Runs;

namespace MaskML.Train.Reports;

/// <summary>Sentences that the HTML and the Markdown report share.</summary>
internal static class ReportText
{
    /// <summary>How class weights change the probabilities.</summary>
    public const string ClassWeights =
        "Class weights are on: the probabilities are those of a world in which all labels are equally frequent, not of these data.";

    /// <summary>What was left out of the data.</summary>
    public static string LeftOut(DataInfo data) =>
        $"{data.Duplicates} images are copies of another, {data.LeaksRemoved.Count} were left out "
        + $"because the folder's own splits hold a copy on another side, {data.Skipped.Count} files or faces were skipped.";

    /// <summary>
    /// The commands that repeat the run: they copy its configuration to the folder of the original one, where its relative paths start.
    /// </summary>
    public static string Command(RunResult result) =>
        $"cp {result.Config.Effective["runs"] ?? result.Config.Runs}/{result.Name}/config.json again.json "
        + "&& ./maskml train --config again.json";
}
