namespace MaskML.Train.Comparison;

/// <summary>A comparison as a sentence, as rows of a table, and on the console.</summary>
internal static class ComparisonText
{
    private const int MaxDifferences = 20;

    /// <summary>Headings of the table of metrics.</summary>
    public static IReadOnlyList<string> Header { get; } = ["metric", "old", "new", "difference", "95 % interval", "p", ""];

    /// <summary>A verdict as text.</summary>
    public static string Word(Verdict verdict) =>
        verdict switch { Verdict.Better => "better", Verdict.Worse => "worse", _ => "no difference" };

    /// <summary>The result in a sentence.</summary>
    public static string Summary(ModelComparison c)
    {
        string p = P(c.Accuracy.P);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{c.New.Name} against {c.Old.Name}: {Word(c.Accuracy.Verdict)} "
            + $"(accuracy {Change(c.Accuracy)}, p {(p[0] == '<' ? "" : "= ")}{p}; "
            + $"{c.NewlyRight.Count} of {c.Old.Images.Count} images only the new one gets right, {c.NewlyWrong.Count} only the old one)");
    }

    /// <summary>Says which model was trained on an image; empty if neither was.</summary>
    public static string Mark(ModelComparison c, int image) => (c.Old.IsTrainedOn(image), c.New.IsTrainedOn(image)) switch
    {
        (true, true) => "both were trained on it",
        (true, false) => "the old one was trained on it",
        (false, true) => "the new one was trained on it",
        _ => "",
    };

    /// <summary>The cells of a metric's row.</summary>
    public static IReadOnlyList<string> Row(MetricDifference m) =>
    [
        m.Name,
        m.Metric.Format(m.Old),
        m.Metric.Format(m.New),
        Change(m),
        $"{m.Metric.FormatDifference(m.Interval95[0])} to {m.Metric.FormatDifference(m.Interval95[1])}",
        P(m.P),
        Word(m.Verdict),
    ];

    /// <summary>Writes a comparison to the console.</summary>
    public static void Write(ModelComparison c, TextWriter output)
    {
        output.WriteLine(Summary(c));
        foreach (string remark in c.Remarks)
        {
            output.WriteLine($"  {remark}");
        }

        IReadOnlyList<string>[] rows = [Header, .. c.Metrics.Select(Row)];
        int[] widths = [.. Header.Select((_, column) => rows.Max(row => row[column].Length))];
        foreach (IReadOnlyList<string> row in rows)
        {
            output.WriteLine("  " + string.Join("  ", row.Select((cell, i) =>
                i == 0 || i == row.Count - 1 ? cell.PadRight(widths[i]) : cell.PadLeft(widths[i]))).TrimEnd());
        }

        Write("configuration", JsonDifference.Of(c.Old.Configuration, c.New.Configuration), output);
        Write("data", JsonDifference.Of(c.Old.Data, c.New.Data), output);
    }

    /// <summary>A difference as text.</summary>
    public static string Describe(JsonDifference d) => $"{d.Key}: {d.Old ?? "nothing"} → {d.New ?? "nothing"}";

    private static void Write(string what, IReadOnlyList<JsonDifference> differences, TextWriter output)
    {
        foreach (JsonDifference difference in differences.Take(MaxDifferences))
        {
            output.WriteLine($"  {what} {Describe(difference)}");
        }

        if (differences.Count > MaxDifferences)
        {
            output.WriteLine(FormattableString.Invariant(
                $"  {what} … {differences.Count - MaxDifferences} more differences; see --markdown, --html or --json"));
        }
    }

    private static string Change(MetricDifference m) => m.Metric.FormatDifference(m.Difference) + (m.Metric.IsShare ? " points" : "");

    private static string P(double? p) => p switch
    {
        null => "",
        1 => "1",
        < 0.0001 => "< 0.0001",
        _ => p.Value.ToString("0.0000", CultureInfo.InvariantCulture),
    };
}
