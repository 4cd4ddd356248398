namespace MaskML.Train.Data;

/// <summary>A part of a picture; edges as shares of its width and height.</summary>
internal readonly record struct Region(float Left, float Top, float Right, float Bottom)
{
    /// <summary>
    /// The parts that a cropped copy may show; the first is the whole picture. A copy is found because its own hash is close to
    /// the hash of one of these parts of its original.
    /// </summary>
    public static readonly IReadOnlyList<Region> Crops =
    [
        new(0, 0, 1, 1),
        new(0.05f, 0, 1, 1), new(0, 0.05f, 1, 1), new(0, 0, 0.95f, 1), new(0, 0, 1, 0.95f),
        new(0.025f, 0.025f, 0.975f, 0.975f), new(0.05f, 0.05f, 0.95f, 0.95f),
        new(0.05f, 0.05f, 1, 1), new(0, 0.05f, 0.95f, 1), new(0, 0, 0.95f, 0.95f), new(0.05f, 0, 1, 0.95f),
    ];
}
