namespace MaskML.Train.Reports.Html;

/// <summary>A part of a page.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Content">What stands below it; an empty one is not shown.</param>
internal sealed record HtmlSection(string Title, Markup Content);
