namespace MaskML.Bench.Results;

/// <summary>What one benchmark found out.</summary>
/// <param name="name">Its name on the command line.</param>
/// <param name="title">What it measures, in a sentence.</param>
internal sealed class BenchSheet(string name, string title)
{
    private readonly List<BenchRow> rows = [];
    private readonly List<string> notes = [];

    /// <summary>Its name on the command line.</summary>
    public string Name => name;

    /// <summary>What it measures, in a sentence.</summary>
    public string Title => title;

    /// <summary>The figures.</summary>
    public IReadOnlyList<BenchRow> Rows => rows;

    /// <summary>What the reader should know, and what was not measured, and why.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Adds a figure.</summary>
    /// <param name="subject">What was measured.</param>
    /// <param name="measure">What of it.</param>
    /// <param name="value">The value.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="baseline">A subject whose value of the same measure stands in the sheet already; the subject itself has no ratio.</param>
    public void Add(string subject, string measure, double value, string unit = "", string? baseline = null) => rows.Add(
        baseline is null || baseline == subject
            ? new BenchRow(subject, measure, value, unit)
            : new BenchRow(subject, measure, value, unit, baseline, value / Value(baseline, measure)));

    /// <summary>Adds a figure whose ratio was measured on its own.</summary>
    public void Add(BenchRow row) => rows.Add(row);

    /// <summary>A value of the sheet.</summary>
    public double Value(string subject, string measure) => rows.Single(row => row.Subject == subject && row.Measure == measure).Value;

    /// <summary>Adds a remark.</summary>
    public void Note(string text) => notes.Add(text);

    /// <summary>Says what could not be measured.</summary>
    public void NotMeasured(string what, string why) => notes.Add($"{what}: not measured: {why}");
}
