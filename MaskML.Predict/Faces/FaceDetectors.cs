using MaskML.Predict.Configuration;
using MaskML.Predict.Errors;
using MaskML.Predict.Modeling;

namespace MaskML.Predict.Faces;

/// <summary>The face detectors by name.</summary>
public static class FaceDetectors
{
    /// <summary>Takes the best detector whose model is present.</summary>
    public const string Auto = "auto";

    /// <summary>Names that <see cref="Create"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [Auto, MaskNetFaceDetector.DetectorName, YuNetFaceDetector.DetectorName, HaarFaceDetector.DetectorName, WholeImageDetector.DetectorName];

    private static readonly string[] Preferred = [MaskNetFaceDetector.DetectorName, YuNetFaceDetector.DetectorName];

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
        switch (name == Auto ? Best(config, warn) : name)
        {
            case MaskNetFaceDetector.DetectorName:
                return new MaskNetFaceDetector(config.MasknetFace);
            case YuNetFaceDetector.DetectorName:
                return new YuNetFaceDetector(config.Yunet);
            case HaarFaceDetector.DetectorName:
                return new HaarFaceDetector(config.Haar);
            case WholeImageDetector.DetectorName:
                return new WholeImageDetector();
            default:
                throw new UsageException($"Found the face detector `{name}`, expected one of {string.Join(", ", Names)}.");
        }
    }

    /// <summary>Whether a detector's model file is where it is looked for.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="config">Where the detectors' files are.</param>
    public static bool IsPresent(string name, MaskMLConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return FileOf(name, config) is not { } file || ModelPlaces.IsPresent(file.Name, file.Configured);
    }

    /// <summary>
    /// Name of the detector that <see cref="Auto"/> stands for: MaskML's own, which finds more masked faces, before YuNet, before Haar. One whose
    /// file is configured counts as there, so that a wrong path is an error and not another detector.
    /// </summary>
    /// <param name="config">Where the detectors' files are.</param>
    /// <param name="warn">Takes a warning where the choice is a poor one.</param>
    public static string Best(MaskMLConfig config, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(warn);
        return Best(name => IsPresentOrConfigured(name, config), warn);
    }

    /// <summary>Whether a detector's model file is where it is looked for, or somebody has said where it should be.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="config">Where the detectors' files are.</param>
    internal static bool IsPresentOrConfigured(string name, MaskMLConfig config) => FileOf(name, config)?.Configured is not null || IsPresent(name, config);

    /// <summary>The order of preference, whatever tells which detectors are there.</summary>
    /// <param name="isThere">Whether a detector of this name can be taken.</param>
    /// <param name="warn">Takes a warning where the choice is a poor one.</param>
    internal static string Best(Func<string, bool> isThere, Action<string> warn)
    {
        if (Preferred.FirstOrDefault(isThere) is { } name)
        {
            return name;
        }

        warn("the face detector is Haar, which finds about a third of masked faces. Get a better one with `./maskml models pull yunet`.");
        return HaarFaceDetector.DetectorName;
    }

    private static (string Name, string? Configured)? FileOf(string detector, MaskMLConfig config) => detector switch
    {
        MaskNetFaceDetector.DetectorName => (MaskNetFaceDetector.FileName, config.MasknetFace.Model),
        YuNetFaceDetector.DetectorName => (YuNetFaceDetector.FileName, config.Yunet.Model),
        HaarFaceDetector.DetectorName => (HaarFaceDetector.FileName, config.Haar.Cascade),
        _ => null,
    };
}
