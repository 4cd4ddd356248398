using System.ComponentModel.DataAnnotations;

namespace MaskML.Predict.Faces;

/// <summary>Marks a text as the name of a face detector, one of <see cref="FaceDetectors.Names"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DetectorNameAttribute : AllowedValuesAttribute
{
    /// <summary>Allows the names of the table of detectors.</summary>
    public DetectorNameAttribute()
        : base([.. FaceDetectors.Names])
    {
        ErrorMessage = $"The field {{0}} must be one of {string.Join(", ", FaceDetectors.Names)}.";
    }
}
