namespace MaskML.Serve.Contracts;

/// <summary>Counts of one camera and time.</summary>
/// <param name="Time">Begin of the minute, hour or day, in UTC.</param>
/// <param name="Camera">Name of the camera.</param>
/// <param name="People">People who left the picture.</param>
/// <param name="Labels">The same by the label that each had longest.</param>
/// <param name="Violations">Violations that began.</param>
/// <param name="Frames">Frames that were judged.</param>
/// <param name="Skipped">Frames for which there was no time.</param>
internal sealed record CountAnswer(
    DateTimeOffset Time, string Camera, long People, IReadOnlyDictionary<string, long> Labels, long Violations, long Frames, long Skipped);
