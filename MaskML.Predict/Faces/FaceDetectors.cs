namespace MaskML.Predict.Faces;

/// <summary>The face detectors by name.</summary>
public static class FaceDetectors
{
    /// <summary>Name that stands for the first recommended detector whose model is present.</summary>
    public const string Auto = "auto";

    /// <summary>Name of the detector that takes each picture as one face that is cut already.</summary>
    public const string None = WholeImageDetector.DetectorName;

    /// <summary>The table of detectors, in the order in which <see cref="Auto"/> prefers them.</summary>
    internal static IReadOnlyList<FaceDetectorKind> Kinds { get; } =
        [MaskNetFaceDetector.Kind, YuNetFaceDetector.Kind, HaarFaceDetector.Kind, WholeImageDetector.Kind];

    /// <summary>Names that <see cref="Create(string, DetectorOptions)"/> accepts.</summary>
    public static IReadOnlyList<string> Names { get; } = [Auto, .. Kinds.Select(kind => kind.Name)];

    /// <summary>Opens a detector.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">Parameters of the detectors, and where their files are.</param>
    /// <exception cref="UsageException">The name is unknown.</exception>
    /// <exception cref="InputException">The detector's model is missing or damaged.</exception>
    public static IFaceDetector Create(string name, DetectorOptions options) => Create(Kinds, name, options);

    /// <summary>Whether a detector's model file is where it is looked for.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="options">May name the detector's file.</param>
    public static bool IsPresent(string name, DetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Kinds.FirstOrDefault(kind => kind.Name == name)?.IsPresent(options) ?? true;
    }

    /// <summary>Name of the detector that <see cref="Auto"/> stands for.</summary>
    /// <param name="options">May name the detectors' files; a configured file counts as present, so that a wrong path is an error.</param>
    public static string Best(DetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Best(Kinds, options).Name;
    }

    /// <summary>Opens a detector of a table.</summary>
    internal static IFaceDetector Create(IReadOnlyList<FaceDetectorKind> kinds, string name, DetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FaceDetectorKind? kind = name == Auto
            ? Best(kinds, options)
            : kinds.FirstOrDefault(kind => kind.Name == name);
        return kind?.Open(options) ?? throw new UsageException(
            $"Found the face detector `{name}`, expected one of {Auto}, {string.Join(", ", kinds.Select(known => known.Name))}.");
    }

    // MaskML's own detector is always present.
    private static FaceDetectorKind Best(IReadOnlyList<FaceDetectorKind> kinds, DetectorOptions options) =>
        kinds.First(kind => kind.IsRecommended && kind.IsPresentOrConfigured(options));
}
