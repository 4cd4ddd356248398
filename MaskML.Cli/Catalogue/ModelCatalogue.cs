using MaskML.Predict.Faces;
using MaskML.Predict.Models;

namespace MaskML.Cli.Catalogue;

/// <summary>A model file that the program knows.</summary>
/// <param name="Name">Short name on the command line.</param>
/// <param name="FileName">Name of the file, searched in <see cref="ModelPlaces"/>.</param>
/// <param name="What">Its purpose.</param>
/// <param name="Licence">Its licence.</param>
/// <param name="Remedy">How to get it when it is missing.</param>
internal sealed record KnownModel(string Name, string FileName, string What, string Licence, string Remedy)
{
    /// <summary>SHA-256 of the published file; null for a file that changes because it is retrained.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Length of the published file in bytes; 0 for a file that changes.</summary>
    public long Bytes { get; init; }

    /// <summary>Where it can be downloaded, the best source first; empty when it cannot.</summary>
    public IReadOnlyList<Uri> Sources { get; init; } = [];

    /// <summary>Makes the file, from the given feed or the configured ones; null for a file that is not made.</summary>
    public Func<Uri?, Stream, CancellationToken, Task>? MakeAsync { get; init; }
}

/// <summary>The known model files.</summary>
internal static class ModelCatalogue
{
    private const string Shipped = "It comes with MaskML.";

    /// <summary>The face detector YuNet.</summary>
    public static KnownModel YuNet { get; } = new(
        "yunet", YuNetFaceDetector.FileName, "face detector, from OpenCV's model zoo", "MIT", "Get it with `maskml models pull yunet`.")
    {
        Sha256 = "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4",
        Bytes = 232589,
        Sources =
        [
            new Uri("https://media.githubusercontent.com/media/opencv/opencv_zoo/main/models/face_detection_yunet/"
                + YuNetFaceDetector.FileName),
            new Uri("https://huggingface.co/opencv/face_detection_yunet/resolve/main/" + YuNetFaceDetector.FileName),
        ],
    };

    /// <summary>The backbone of ML.NET's image featurizer.</summary>
    public static KnownModel ResNet18Backbone { get; } = new(
        "resnet18",
        "resnet18.onnx",
        $"backbone, ResNet18 of ML.NET's image featurizer, from the NuGet package {ResNet18.Package.Id}",
        "MIT",
        "Get it with `./maskml models pull resnet18`.")
    {
        Sha256 = "97f6801469d5ca052472dd13dde0bd9a34914bb8948449a84cc6028fecdb75d1",
        Bytes = 64252187,
        MakeAsync = ResNet18.MakeAsync,
    };

    /// <summary>All models; those that come with MaskML first.</summary>
    public static IReadOnlyList<KnownModel> All { get; } =
    [
        new("maskml", "maskml.zip", "ready model: backbone and head", "MIT", Shipped),
        new("masknet", "masknet.onnx", "backbone that models are trained on", "MIT", Shipped),
        new("masknet-face", MaskNetFaceDetector.FileName, "face detector, for masked and bare faces", "MIT", Shipped),
        YuNet,
        new(
            "haar",
            HaarFaceDetector.FileName,
            "face detector, OpenCV's Haar cascade",
            "Intel licence for OpenCV",
            "Install it with `apt-get install opencv-data`.")
        {
            Sha256 = "0f7d4527844eb514d4a4948e822da90fbb16a34a0bbbbc6adc6498747a5aafb0",
        },
        ResNet18Backbone,
    ];

    /// <summary>Finds a model file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="config">The configuration, which may name another file.</param>
    /// <returns>Its path or its location in <see cref="ShippedFiles"/>; null when it is missing.</returns>
    public static string? Find(KnownModel model, MaskMLConfig config)
    {
        string? configured = model.Name switch
        {
            "maskml" => config.ModelToLoad,
            "masknet-face" => config.MasknetFace.Model,
            "yunet" => config.Yunet.Model,
            "haar" => config.Haar.Cascade,
            _ => null,
        };
        return configured is null ? ModelPlaces.TryFind(model.FileName) : File.Exists(configured) ? configured : null;
    }
}
