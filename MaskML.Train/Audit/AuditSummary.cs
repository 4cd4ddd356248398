using static System.FormattableString;

namespace MaskML.Train.Audit;

/// <summary>An audit on the console: a line for each check, followed by its first findings.</summary>
/// <param name="output">Receives the lines.</param>
internal sealed class AuditSummary(TextWriter output)
{
    private const int MaxListed = 5;

    /// <summary>Writes the lines.</summary>
    public void Write(AuditReport report)
    {
        IEnumerable<string> labels = report.Balance.Counts.GroupBy(c => c.Label, StringComparer.Ordinal)
            .Select(g => Invariant($"{g.Key} {g.Sum(c => c.Count):N0}"));
        Line("images", $"{report.Images:N0} in {report.Files:N0} files: {string.Join(", ", labels)}");
        if (report.Excluded.Count > 0)
        {
            Line("excluded", $"{report.Excluded.Count:N0}");
        }

        Line("unreadable", $"{report.Unreadable.Count:N0}");
        List(report.Unreadable, s => $"{s.Path}: {s.Reason}");
        DuplicateFinding copies = report.Duplicates;
        string kinds = Invariant($"{copies.IdenticalCopies:N0} byte-identical, {copies.NearCopies:N0} near");
        Line("duplicates", $"{copies.Copies:N0} copies in {copies.Groups.Count:N0} groups: {kinds}");
        Line("leaks", $"{report.Leaks.Files.Count:N0} images stand in another split too");
        List(report.Leaks.Counts, c => $"{c.Split} {c.Label}: {c.Identical:N0} byte-identical, {c.Near:N0} near", int.MaxValue);
        Line("conflicts", $"{report.Conflicts.Count:N0} pictures under several labels");
        List(report.Conflicts, c => string.Join(" = ", c.Images.Select(i => i.Path)));
        Line("labels", $"{report.Labels.Likely:N0} likely wrong, {report.Labels.Doubtful:N0} doubtful of {report.Labels.Images:N0}");
        List(report.Labels.Suspects, s => Invariant(
            $"{s.Path}: {s.Label} {s.Probability:0.000}, {s.Suggested} {s.SuggestedProbability:0.000}"));
        List(report.Labels.NotJudged, label => $"{label} has too few images to be judged");
        Line("balance", $"{report.Balance.Ratio:0.0} images of the most frequent label for each of the rarest");
        List(report.Balance.Problems, p => p);
        Line("outliers", $"{report.Outliers.Count:N0} of unusual size, shape or sharpness");
        List(report.Outliers, o => $"{o.Path}: {o.Describe()}");
        ShortcutFinding ways = report.Shortcuts;
        int warned = ways.Scores.Count(s => s.Warns);
        string limits = Invariant($"above {ways.WarnAbove:P0}; guessing gives {ways.Chance:P0}");
        Line("shortcuts", $"{warned} of {ways.Scores.Count} kinds of statistics tell the label ({limits})");
        List(
            ways.Scores, s => Invariant($"{s.Name,-13} {s.BalancedAccuracy:P1}{(s.Warns ? "  tells the label" : "")}"), int.MaxValue);
    }

    private void Line(string name, FormattableString text) => output.WriteLine($"{name,-12} {Invariant(text)}");

    private void List<T>(IReadOnlyList<T> items, Func<T, string> text, int max = MaxListed)
    {
        foreach (T item in items.Take(max))
        {
            output.WriteLine("  " + OneLine.Of(text(item)));
        }

        if (items.Count > max)
        {
            output.WriteLine(Invariant($"  … {items.Count - max:N0} more"));
        }
    }
}
