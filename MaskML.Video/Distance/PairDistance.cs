namespace MaskML.Video.Distance;

/// <summary>Two people who stand close to each other.</summary>
/// <param name="First">Index of one face.</param>
/// <param name="Second">Index of the other, larger than <paramref name="First"/>.</param>
/// <param name="Metres">Estimated distance between the faces in metres.</param>
/// <param name="Error">Standard error of the estimate in metres.</param>
public readonly record struct PairDistance(int First, int Second, double Metres, double Error);
