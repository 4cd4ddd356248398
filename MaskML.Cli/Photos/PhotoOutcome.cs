using MaskML.Predict.Photos;
using MaskML.Video.Distance;

namespace MaskML.Cli.Photos;

/// <summary>The outcome for one photo.</summary>
/// <param name="Result">The prediction or the error.</param>
/// <param name="Distances">Pairs of people who stand too close, the closest first; null where distances are not wanted.</param>
internal sealed record PhotoOutcome(PhotoResult Result, IReadOnlyList<PairDistance>? Distances = null)
{
    /// <summary>The outcome as one line of JSON.</summary>
    public string ToJson() => PredictionLine.Format(Result, json => DistanceJson.Write(json, Distances), null);
}
