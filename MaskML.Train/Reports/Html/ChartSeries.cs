namespace MaskML.Train.Reports.Html;

/// <summary>A line in a chart.</summary>
/// <param name="Name">What the legend says; empty for a line that needs no name.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Whether it is there to compare with, such as a diagonal: thin, dashed and grey.</summary>
    public bool IsReference { get; init; }

    /// <summary>Whether each point has a mark.</summary>
    public bool HasMarks { get; init; }
}
