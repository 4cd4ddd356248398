namespace MaskML.Train.Audit;

/// <summary>Number of leaked images of a kind.</summary>
/// <param name="Split">Their split.</param>
/// <param name="Label">Their label.</param>
/// <param name="Identical">Files whose bytes stand in another split too.</param>
/// <param name="Near">Further files that show a picture of another split.</param>
public sealed record LeakCount(string Split, string Label, int Identical, int Near);
