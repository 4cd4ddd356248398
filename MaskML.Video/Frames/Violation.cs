namespace MaskML.Video.Frames;

/// <summary>A time that someone was seen without a mask.</summary>
/// <param name="Track">Number of the track.</param>
/// <param name="From">When it began, in seconds.</param>
/// <param name="Seconds">How long it lasted.</param>
internal sealed record Violation(int Track, double From, double Seconds);
