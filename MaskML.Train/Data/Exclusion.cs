namespace MaskML.Train.Data;

/// <summary>An image to leave out.</summary>
/// <param name="Name">Its name as in reports: path inside its source, place of the face in a photo, number of the source where there are several.</param>
/// <param name="Reason">Why; empty where nothing is said.</param>
public sealed record Exclusion(string Name, string Reason);
