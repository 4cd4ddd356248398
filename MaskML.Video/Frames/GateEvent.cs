namespace MaskML.Video.Frames;

/// <summary>Someone has been seen without a mask for long enough. Told once a track.</summary>
/// <param name="Track">Number of the track.</param>
/// <param name="Label">Its label.</param>
/// <param name="Frames">Frames in a row.</param>
internal sealed record GateEvent(int Track, string Label, int Frames);
