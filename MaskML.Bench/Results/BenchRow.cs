namespace MaskML.Bench.Results;

/// <summary>One measured figure.</summary>
/// <param name="Subject">What was measured; the figures of one subject stand side by side.</param>
/// <param name="Measure">What of it, such as <c>faces/s</c>.</param>
/// <param name="Value">The value.</param>
/// <param name="Unit">Its unit; empty where the measure says it.</param>
/// <param name="Baseline">The subject that it is held against; null for none.</param>
/// <param name="Ratio">How many times the baseline's value it is, of the same process run.</param>
internal sealed record BenchRow(string Subject, string Measure, double Value, string Unit, string? Baseline = null, double? Ratio = null);
