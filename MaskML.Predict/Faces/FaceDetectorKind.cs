namespace MaskML.Predict.Faces;

/// <summary>A kind of face detector: one row of the table <see cref="FaceDetectors.Kinds"/>.</summary>
/// <param name="Name">Name on the command line, in the configuration and over HTTP.</param>
/// <param name="Open">Opens a detector with its options.</param>
internal sealed record FaceDetectorKind(string Name, Func<DetectorOptions, IFaceDetector> Open)
{
    /// <summary>Name of the model file that is looked for; null for a detector without one.</summary>
    public string? FileName { get; init; }

    /// <summary>The model file that the options name; null where they leave it open.</summary>
    public Func<DetectorOptions, string?> ConfiguredFile { get; init; } = _ => null;

    /// <summary>Whether <see cref="FaceDetectors.Auto"/> may choose this detector; earlier rows are preferred.</summary>
    public bool IsRecommended { get; init; }

    /// <summary>Whether the model file is where it is looked for.</summary>
    /// <param name="options">May name the file.</param>
    public bool IsPresent(DetectorOptions options) => FileName is null || ModelPlaces.IsPresent(FileName, ConfiguredFile(options));

    /// <summary>Whether the model file is present or configured, so that a wrong path is an error and not another detector.</summary>
    /// <param name="options">May name the file.</param>
    public bool IsPresentOrConfigured(DetectorOptions options) => ConfiguredFile(options) is not null || IsPresent(options);
}
