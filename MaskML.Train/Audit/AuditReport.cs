namespace MaskML.Train.Audit;

/// <summary>The findings of an audit: the content of <c>audit --json</c>.</summary>
/// <param name="Data">The folders.</param>
/// <param name="Files">Number of files that can be used.</param>
/// <param name="Images">Number of crops: one for each file, or its annotated faces.</param>
/// <param name="Backbone">Name of the backbone whose features the check of labels used.</param>
/// <param name="Notes">Remarks for the user.</param>
/// <param name="Excluded">Images that a list excludes, with the reason.</param>
/// <param name="Unreadable">Files, folders and boxes that cannot be used, with the reason.</param>
/// <param name="Duplicates">Images that occur more than once.</param>
/// <param name="Leaks">Images that are in more than one split.</param>
/// <param name="Conflicts">Pictures with several labels.</param>
/// <param name="Labels">Labels that are likely wrong.</param>
/// <param name="Balance">Number of images of each label.</param>
/// <param name="Outliers">Images of unusual size, shape or sharpness.</param>
/// <param name="Shortcuts">Statistics that predict the label without what the picture shows.</param>
internal sealed record AuditReport(
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
