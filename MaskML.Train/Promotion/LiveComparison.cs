using MaskML.Train.Comparison;
using MaskML.Train.Runs;

namespace MaskML.Train.Promotion;

/// <summary>
/// Compares the model of a training with the live one before its run is complete, so that who waits for the comparison does not wait for
/// learning curve and report. A fault of the comparison does not lose the run.
/// </summary>
/// <param name="promoter">Scores the live model.</param>
/// <param name="compared">Receives the comparison, and the test images of the run.</param>
/// <param name="notComparable">Receives why there is no comparison.</param>
public sealed class LiveComparison(
    Promoter promoter, Action<ModelComparison, IReadOnlyList<ScoredImage>> compared, Action<string> notComparable)
{
    /// <summary>Scores the live model on the test images of a training, and compares.</summary>
    internal void Run(RunResult result, CancellationToken cancellationToken)
    {
        try
        {
            Contender live = promoter.ScoreLive(RunTestSet.Of(result.Dataset), cancellationToken);
            compared(ModelComparison.Of(live, ContenderLoader.OfResult(result), cancellationToken), result.TestImages);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            notComparable(e.Message);
        }
    }
}
