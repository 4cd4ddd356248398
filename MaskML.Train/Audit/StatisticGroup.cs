namespace MaskML.Train.Audit;

/// <summary>Statistics that say the same kind of thing about an image.</summary>
/// <param name="Name">What they say.</param>
/// <param name="Statistics">The statistics with their names.</param>
internal sealed record StatisticGroup(string Name, IReadOnlyList<(string Name, Func<SampleStatistics, float> Value)> Statistics)
{
    /// <summary>All groups; the last has all statistics.</summary>
    public static IReadOnlyList<StatisticGroup> All { get; } = Together(
    [
        new("file size", [("bytes", s => s.FileBytes)]),
        new("image size",
        [
            ("width", s => s.Width), ("height", s => s.Height), ("pixels", s => s.Pixels),
            ("photo width", s => s.PhotoWidth), ("photo height", s => s.PhotoHeight),
        ]),
        new("aspect ratio", [("width / height", s => s.AspectRatio)]),
        new("colour",
        [
            ("red", s => s.Red), ("green", s => s.Green), ("blue", s => s.Blue),
            ("spread of red", s => s.RedSpread), ("spread of green", s => s.GreenSpread), ("spread of blue", s => s.BlueSpread),
            ("saturation", s => s.Saturation), ("spread of saturation", s => s.SaturationSpread),
        ]),
        new("JPEG quality", [("brightness quality", s => s.LuminanceQuality), ("colour quality", s => s.ChrominanceQuality), ("format", s => s.Format)]),
        new("sharpness", [("sharpness", s => s.Sharpness)]),
    ]);

    private static IReadOnlyList<StatisticGroup> Together(StatisticGroup[] groups) =>
        [.. groups, new StatisticGroup("all together", [.. groups.SelectMany(g => g.Statistics)])];
}
