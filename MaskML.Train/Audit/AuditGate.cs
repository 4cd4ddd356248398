namespace MaskML.Train.Audit;

/// <summary>Kinds of findings that must not occur, such as <c>--fail-on leaks,duplicates</c>.</summary>
internal static class AuditGate
{
    private static readonly Dictionary<string, Func<AuditReport, (int Count, string What)>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["unreadable"] = r => (r.Unreadable.Count, "files, folders or boxes cannot be used"),
        ["duplicates"] = r => (r.Duplicates.Copies, "images are copies of another"),
        ["leaks"] = r => (r.Leaks.Files.Count, "images stand in another split too"),
        ["conflicts"] = r => (r.Conflicts.Count, "pictures stand under several labels"),
        ["labels"] = r => (r.Labels.Likely, "labels are likely wrong"),
        ["balance"] = r => (r.Balance.Problems.Count, $"labels are unevenly spread ({string.Join("; ", r.Balance.Problems)})"),
        ["outliers"] = r => (r.Outliers.Count, "images are of unusual size, shape or sharpness"),
        ["shortcuts"] = r => (r.Shortcuts.Scores.Count(s => s.Warns), $"kinds of statistics tell the label ({Shortcuts(r)})"),
    };

    /// <summary>The kinds of findings.</summary>
    public static IReadOnlyCollection<string> Kinds => Known.Keys;

    /// <summary>Reads kinds.</summary>
    /// <param name="texts">Kinds; one text may hold several, separated by commas.</param>
    /// <exception cref="UsageException">A kind is unknown.</exception>
    public static IReadOnlyList<string> Parse(IEnumerable<string> texts)
    {
        string[] kinds =
            [.. texts.SelectMany(text => text.Split(',', StringSplitOptions.TrimEntries)).Distinct(StringComparer.OrdinalIgnoreCase)];
        return kinds.FirstOrDefault(kind => !Known.ContainsKey(kind)) is { } unknown
            ? throw new UsageException(
                $"--fail-on: found '{unknown}', expected some of {string.Join(", ", Known.Keys)}, separated by commas.")
            : kinds;
    }

    /// <summary>Checks a report.</summary>
    /// <exception cref="GateException">There are findings of at least one of the kinds; the message names all of them.</exception>
    public static void Check(IReadOnlyList<string> kinds, AuditReport report)
    {
        string[] missed = [.. kinds.Select(kind => (kind, Found: Known[kind](report))).Where(k => k.Found.Count > 0)
            .Select(k => FormattableString.Invariant($"{k.kind}: {k.Found.Count:N0} {k.Found.What}"))];
        if (missed.Length > 0)
        {
            throw new GateException("--fail-on: " + string.Join("; ", missed) + ".");
        }
    }

    private static string Shortcuts(AuditReport report) => string.Join(
        ", ", report.Shortcuts.Scores.Where(s => s.Warns).Select(s => FormattableString.Invariant($"{s.Name} {s.BalancedAccuracy:P1}")));
}
