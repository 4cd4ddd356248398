namespace MaskML.Train.Reports.Html;

/// <summary>An axis of a chart.</summary>
/// <param name="Title">What it measures.</param>
/// <param name="Minimum">Its lower end; not a number fits it to the points.</param>
/// <param name="Maximum">Its upper end; not a number fits it to the points.</param>
internal sealed record ChartAxis(string Title, double Minimum = double.NaN, double Maximum = double.NaN)
{
    /// <summary>How its numbers are written.</summary>
    public string Format { get; init; } = "0.##";

    /// <summary>An axis for shares, from 0 to 1.</summary>
    public static ChartAxis Share(string title) => new(title, 0, 1);
}
