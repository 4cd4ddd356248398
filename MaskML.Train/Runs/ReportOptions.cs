using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace MaskML.Train.Runs;

/// <summary>What a run's report holds.</summary>
[Description("What the report of a training run holds.")]
public sealed record ReportOptions
{
    /// <summary>Whether the head is fitted again to shares of the training images.</summary>
    [Description("Fit the head again to 5, 10, 25 and 50 % of the training images, to show whether more images would help.")]
    public bool LearningCurve { get; init; } = true;

    /// <summary>Largest number of mistakes shown as pictures.</summary>
    [Description("Largest number of mistakes that the report shows as pictures.")]
    [Range(0, 500)]
    public int Pictures { get; init; } = 48;
}
