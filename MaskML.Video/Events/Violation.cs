namespace MaskML.Video.Events;

/// <summary>A person has been seen without a mask for long enough; reported once per track.</summary>
/// <param name="Track">Number of the track.</param>
/// <param name="Label">Its label.</param>
/// <param name="Frames">Frames in a row.</param>
public sealed record ViolationStarted(int Track, string Label, int Frames);

/// <summary>A person has left the picture: the track has ended.</summary>
/// <param name="Track">Number of the track.</param>
/// <param name="Label">The label that the person had longest.</param>
/// <param name="From">Time of the first frame, in seconds since the source began.</param>
/// <param name="Until">Time of the last frame with the face.</param>
public sealed record PersonLeft(int Track, string Label, double From, double Until);

/// <summary>An uninterrupted time in which a person was seen without a mask.</summary>
/// <param name="Track">Number of the track.</param>
/// <param name="From">When it began, in seconds since the source began.</param>
/// <param name="Seconds">How long it lasted.</param>
public sealed record Violation(int Track, double From, double Seconds);
