using System.ComponentModel.DataAnnotations;

namespace MaskML.Train.Runs;

/// <summary>What the report of a training run holds.</summary>
public sealed record ReportOptions
{
    /// <summary>Fit the head again to 5, 10, 25 and 50 % of the training images, to show whether more images would help.</summary>
    public bool LearningCurve { get; init; } = true;

    /// <summary>Largest number of mistakes that the report shows as pictures.</summary>
    [Range(0, 500)]
    public int Pictures { get; init; } = 48;
}
