using Microsoft.ML;
using Microsoft.ML.Data;

namespace MaskML.Train.Heads;

/// <summary>The head that was chosen.</summary>
/// <param name="Candidates">The strengths of L2 that were tried, in the grid's order; empty if there was no choice.</param>
/// <param name="L2">The strength that was taken.</param>
/// <param name="Head">The head fitted with it on all training rows.</param>
internal sealed record HeadChoice(IReadOnlyList<HeadCandidate> Candidates, double L2, TransformerChain<ITransformer> Head);
