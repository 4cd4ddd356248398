namespace MaskML.Fleet.Photos;

/// <summary>What is said of one photo, here or by a worker.</summary>
/// <param name="Json">As a line of JSON.</param>
/// <param name="Text">As a line for people.</param>
/// <param name="Failed">Whether the photo could not be judged.</param>
/// <param name="Violations">Faces with a label that is a violation.</param>
public sealed record PhotoAnswer(string Json, string Text, bool Failed, int Violations);
