namespace MaskML.Train.Reports.Html;

/// <summary>An axis of a chart.</summary>
/// <param name="Title">What it measures.</param>
/// <param name="Minimum">Its lower end; NaN fits it to the points.</param>
/// <param name="Maximum">Its upper end; NaN fits it to the points.</param>
internal sealed record ChartAxis(string Title, double Minimum = double.NaN, double Maximum = double.NaN)
{
    /// <summary>The format of its numbers.</summary>
    public string Format { get; init; } = "0.##";

    /// <summary>An axis for shares, from 0 to 1.</summary>
    public static ChartAxis Share(string title) => new(title, 0, 1);
}

/// <summary>A line in a chart.</summary>
/// <param name="Name">The name in the legend; empty for a line without one.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>Whether it is a reference, such as a diagonal: thin, dashed and grey.</summary>
    public bool IsReference { get; init; }

    /// <summary>Whether each point has a mark.</summary>
    public bool HasMarks { get; init; }
}
