namespace MaskML.Train.Runs;

/// <summary>Where the time of a run went, in seconds of wall-clock time.</summary>
/// <param name="Decode">Reading, hashing, decoding and cutting, with the search for duplicates.</param>
/// <param name="Features">Drawing views and running the backbone.</param>
/// <param name="Head">Fitting the heads.</param>
/// <param name="LearningCurve">Fitting the heads of the learning curve.</param>
/// <param name="Total">From the first file to the saved model, with the learning curve, in process; without the report's files.</param>
/// <param name="CacheHits">Views whose features were not computed, because an earlier run did.</param>
public sealed record RunTimings(double Decode, double Features, double Head, double LearningCurve, double Total, long CacheHits);
