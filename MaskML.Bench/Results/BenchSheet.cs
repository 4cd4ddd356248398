namespace MaskML.Bench.Results;

/// <summary>The results of a benchmark.</summary>
/// <param name="name">Name of the benchmark.</param>
/// <param name="title">Says in a sentence what is measured.</param>
internal sealed class BenchSheet(string name, string title)
{
    private readonly List<BenchRow> rows = [];
    private readonly List<string> notes = [];

    /// <summary>Name of the benchmark.</summary>
    public string Name => name;

    /// <summary>Says in a sentence what is measured.</summary>
    public string Title => title;

    /// <summary>The figures.</summary>
    public IReadOnlyList<BenchRow> Rows => rows;

    /// <summary>Remarks, and what was not measured and why.</summary>
    public IReadOnlyList<string> Notes => notes;

    /// <summary>Adds a figure.</summary>
    /// <param name="subject">What was measured.</param>
    /// <param name="measure">The measure, such as <c>faces/s</c>.</param>
    /// <param name="value">The value.</param>
    /// <param name="unit">Its unit.</param>
    /// <param name="baseline">The subject to compare with, which must have a value of the same measure already; the subject itself gets no
    /// ratio.</param>
    public void Add(string subject, string measure, double value, string unit = "", string? baseline = null) => rows.Add(
        baseline is null || baseline == subject
            ? new BenchRow(subject, measure, value, unit)
            : new BenchRow(subject, measure, value, unit, baseline, value / Value(baseline, measure)));

    /// <summary>Adds a figure whose ratio was measured separately.</summary>
    public void Add(BenchRow row) => rows.Add(row);

    /// <summary>The value of a subject and a measure.</summary>
    public double Value(string subject, string measure) => rows.Single(row => row.Subject == subject && row.Measure == measure).Value;

    /// <summary>Adds a remark.</summary>
    public void Note(string text) => notes.Add(text);

    /// <summary>Measures a part; if a file that it needs does not exist, the sheet gets a remark instead.</summary>
    public void Try(string what, Action measure)
    {
        try
        {
            measure();
        }
        catch (InputException e)
        {
            NotMeasured(what, e.Message);
        }
    }

    /// <summary>Adds a remark that something could not be measured.</summary>
    public void NotMeasured(string what, string why) => notes.Add($"{what}: not measured: {why}");
}

/// <summary>One measured figure.</summary>
/// <param name="Subject">What was measured; all figures of a subject share a row.</param>
/// <param name="Measure">The measure, such as <c>faces/s</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit; empty if the measure includes it.</param>
/// <param name="Baseline">The subject that it is compared with; null for none.</param>
/// <param name="Ratio">The value divided by the baseline's value in the same process run.</param>
internal sealed record BenchRow(string Subject, string Measure, double Value, string Unit, string? Baseline = null, double? Ratio = null);
