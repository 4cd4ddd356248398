using System.Globalization;

namespace MaskML.Train.Audit;

/// <summary>An image unlike the others.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Label">Its label.</param>
/// <param name="Statistic">What is unusual: <c>pixels</c>, <c>aspect ratio</c> or <c>sharpness</c>.</param>
/// <param name="Value">Its value.</param>
/// <param name="Limit">The least or greatest value that is usual in this data set, whichever it is beyond.</param>
public sealed record Outlier(string Path, string Label, string Statistic, double Value, double Limit)
{
    /// <summary>What is unusual, in words.</summary>
    public string Describe() => $"{Statistic} {Write(Value)}, usual {(Value < Limit ? "from" : "up to")} {Write(Limit)}";

    private static string Write(double value) => value.ToString(value < 100 ? "0.##" : "N0", CultureInfo.InvariantCulture);
}
