namespace MaskML.Cli.Evaluation;

/// <summary>Figures of one label from end to end: a face counts when it is found and rightly labelled.</summary>
/// <param name="Precision">Share of the faces found with this label that have it.</param>
/// <param name="Recall">Share of this label's faces that are found with it.</param>
/// <param name="F1">Harmonic mean of the two.</param>
public sealed record LabelScore(double Precision, double Recall, double F1);
