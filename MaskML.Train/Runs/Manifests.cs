using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using MaskML.Predict.Imaging;
using MaskML.Predict.Modeling;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;
using OpenCvSharp;

namespace MaskML.Train.Runs;

/// <summary>Puts the manifest of a trained model together.</summary>
internal static class Manifests
{
    /// <summary>The manifest of a run's model.</summary>
    public static ModelManifest Of(RunResult result)
    {
        DataInfo data = DataInfo.Of(result.Dataset, Sources(result));
        return new ModelManifest
        {
            Labels = result.Dataset.Labels,
            Backbone = result.Backbone,
            Crop = new CropInfo(result.Backbone.InputSize, result.Config.Crop.Margin, Cropper.Interpolation),
            Data = Json(new { data.Path, data.Sha256, data.Labels }),
            Split = Json(data.Splits),
            Seed = result.Config.Seed,
            Configuration = (JsonObject)result.Effective.DeepClone(),
            Metrics = Json(new { result.Validation, result.Test }),
            Packages = Packages(),
            Created = result.Started,
        };
    }

    /// <summary>The data folders as the configuration writes them.</summary>
    public static IReadOnlyList<string> Sources(RunResult result) =>
        [.. result.Effective["data"]!["sources"]!.AsArray().Select(source => source!.GetValue<string>())];

    private static JsonObject Json<T>(T value) => JsonSerializer.SerializeToNode(value, ReportJson.Options)!.AsObject();

    /// <summary>Versions of the program and of what it computes with.</summary>
    public static IReadOnlyDictionary<string, string> Packages() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["MaskML"] = VersionOf(typeof(Manifests)),
        ["Microsoft.ML"] = VersionOf(typeof(MLContext)),
        ["Microsoft.ML.OnnxRuntime"] = VersionOf(typeof(InferenceSession)),
        ["OpenCvSharp4"] = VersionOf(typeof(Mat)),
        [".NET"] = Environment.Version.ToString(),
    };

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
