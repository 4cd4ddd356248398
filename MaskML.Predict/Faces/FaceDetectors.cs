using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;

namespace MaskML.Predict.Faces;

/// <summary>The face detectors by name.</summary>
public static class FaceDetectors
{
    /// <summary>Takes the best detector whose model is present.</summary>
    public const string Auto = "auto";

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Auto, MaskNetFaceDetector.DetectorName, YuNetFaceDetector.DetectorName, HaarFaceDetector.DetectorName, WholeImageDetector.DetectorName];

    /// <summary>Opens a detector.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="config">Parameters of the detectors, and where their files are.</param>
    /// <param name="warn">Takes a warning where the choice is a poor one.</param>
    /// <exception cref="UsageException">The name is unknown.</exception>
    /// <exception cref="InputException">The detector's model is missing or damaged.</exception>
    public static IFaceDetector Create(string name, MaskMLConfig config, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(warn);
        switch (name)
        {
            case MaskNetFaceDetector.DetectorName:
                return new MaskNetFaceDetector(config.MasknetFace);
            case YuNetFaceDetector.DetectorName:
                return new YuNetFaceDetector(config.Yunet);
            case HaarFaceDetector.DetectorName:
                return new HaarFaceDetector(config.Haar);
            case WholeImageDetector.DetectorName:
                return new WholeImageDetector();
            case Auto when YuNetFaceDetector.IsPresent(config.Yunet):
                return new YuNetFaceDetector(config.Yunet);
            case Auto when MaskNetFaceDetector.IsPresent(config.MasknetFace):
                return new MaskNetFaceDetector(config.MasknetFace);
            case Auto:
                warn($"the face detector is Haar, which finds about a third of masked faces. Get a better one with `./maskml models pull yunet`.");
                return new HaarFaceDetector(config.Haar);
            default:
                throw new UsageException($"Found the face detector `{name}`, expected one of {string.Join(", ", Names)}.");
        }
    }
}
