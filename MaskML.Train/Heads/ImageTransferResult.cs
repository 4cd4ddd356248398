using Microsoft.ML;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>A fitted model and how it was chosen.</summary>
/// <param name="Model">The whole chain, of stock transformers only: from image to label.</param>
/// <param name="Labels">The labels in the order of the scores.</param>
/// <param name="L2">The strength of L2 that was taken.</param>
/// <param name="Candidates">The strengths that were tried, in the grid's order; empty if there was no choice.</param>
public sealed record ImageTransferResult(
    TransformerChain<ITransformer> Model, IReadOnlyList<string> Labels, double L2, IReadOnlyList<HeadCandidate> Candidates)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Labels.Count} labels, L2 {L2}");
}
