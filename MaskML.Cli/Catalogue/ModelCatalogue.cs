using MaskML.Cli.Configuration;
using MaskML.Predict.Faces;
using MaskML.Predict.Models;

namespace MaskML.Cli.Catalogue;

/// <summary>The model files that the program knows.</summary>
public static class ModelCatalogue
{
    /// <summary>The face detector YuNet.</summary>
    public static KnownModel YuNet { get; } = new(
        "yunet", YuNetFaceDetector.FileName, "face detector, from OpenCV's model zoo", "MIT", "Get it with `./maskml models pull yunet`.")
    {
        Sha256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
        Bytes = 232589,
        Sources =
        [
            new Uri("https://media.githubusercontent.com/media/opencv/opencv_zoo/main/models/face_detection_yunet/" + YuNetFaceDetector.FileName),
            new Uri("https://huggingface.co/opencv/face_detection_yunet/resolve/main/" + YuNetFaceDetector.FileName),
        ],
    };

    /// <summary>All of them, the ones that are shipped first.</summary>
    public static IReadOnlyList<KnownModel> All { get; } =
    [
        new("maskml", "maskml.zip", "ready model: backbone and head", "MIT", "It comes with the repository, in data/models."),
        new("masknet", "masknet.onnx", "backbone that models are trained on", "MIT", "It comes with the repository, in data/models."),
        new("masknet-face", MaskNetFaceDetector.FileName, "face detector, for masked and bare faces", "MIT", "It comes with the repository, in data/models."),
        YuNet,
        new("haar", HaarFaceDetector.FileName, "face detector, OpenCV's Haar cascade", "Intel licence for OpenCV", "Install it with `apt-get install opencv-data`.")
        {
            Sha256 = "0f7d4527844eb514d4a4948e822da90fbb16a34a0bbbbc6adc6498747a5aafb0",
        },
    ];

    /// <summary>Where a model file is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="config">The configuration, which may name a file of its own.</param>
    /// <returns>Its path, or null where it is missing.</returns>
    public static string? Find(KnownModel model, MaskMLConfig config)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(config);
        string? configured = model.Name switch
        {
            "maskml" => config.Model,
            "masknet-face" => config.MasknetFace.Model,
            "yunet" => config.Yunet.Model,
            "haar" => config.Haar.Cascade,
            _ => null,
        };
        return configured is null ? ModelPlaces.TryFind(model.FileName) : File.Exists(configured) ? configured : null;
    }
}
