using MaskML.Train.Data;

namespace MaskML.Train.Audit;

/// <summary>What an audit found: the content of <c>audit --json</c>.</summary>
/// <param name="Data">The folders.</param>
/// <param name="Files">Number of files that can be used.</param>
/// <param name="Images">Number of crops in them: one each, or the annotated faces.</param>
/// <param name="Backbone">Name of the backbone by whose features labels were judged.</param>
/// <param name="Notes">What else the user should know.</param>
/// <param name="Excluded">Images that a list left out, with the reason.</param>
/// <param name="Unreadable">Files, folders and boxes that cannot be used, with the reason.</param>
/// <param name="Duplicates">Images that are there more than once.</param>
/// <param name="Leaks">Images that stand in more than one split.</param>
/// <param name="Conflicts">Pictures under two labels.</param>
/// <param name="Labels">Labels that are likely wrong.</param>
/// <param name="Balance">How many images each label has.</param>
/// <param name="Outliers">Images of unusual size, shape or sharpness.</param>
/// <param name="Shortcuts">Ways to the label past the picture.</param>
public sealed record AuditReport(
    IReadOnlyList<string> Data,
    int Files,
    int Images,
    string Backbone,
    IReadOnlyList<string> Notes,
    IReadOnlyList<SkippedInfo> Excluded,
    IReadOnlyList<SkippedInfo> Unreadable,
    DuplicateFinding Duplicates,
    LeakFinding Leaks,
    IReadOnlyList<Conflict> Conflicts,
    LabelFinding Labels,
    BalanceFinding Balance,
    IReadOnlyList<Outlier> Outliers,
    ShortcutFinding Shortcuts);
