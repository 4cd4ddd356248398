namespace MaskML.Serve.Models;

/// <summary>A face detector.</summary>
/// <param name="Name">Its name, as a request gives it.</param>
/// <param name="Available">Whether its model is on the server.</param>
internal sealed record DetectorAnswer(string Name, bool Available);
