using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using MaskML.Predict.Hosting;
using MaskML.Predict.Photos;
using MaskML.Serve.Prediction;
using MaskML.Serve.Security;
using Microsoft.Extensions.Options;

namespace MaskML.Serve.OpenApi;

/// <summary>
/// The OpenAPI document: the embedded <c>openapi.json</c> with the version, the limits, the detectors and the security of this service.
/// </summary>
internal sealed class ApiDocument
{
    /// <summary>Creates the document.</summary>
    public ApiDocument(ServeOptions serve, IOptions<MaskMLOptions> options, AccessKeys keys)
    {
        Assembly assembly = typeof(ApiDocument).Assembly;
        using Stream stream = assembly.GetManifestResourceStream("openapi.json")!;
        JsonObject document = JsonNode.Parse(stream)!.AsObject();
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        document["info"]!["version"] = version?.InformationalVersion.Split('+')[0] ?? "0";
        JsonObject paths = document["paths"]!.AsObject();
        JsonNode predict = paths[Routes.Predict]!["post"]!;
        predict["description"] = string.Format(
            CultureInfo.InvariantCulture,
            (string)predict["description"]!,
            serve.MaxBytes,
            serve.MaxMegapixels,
            serve.MaxFiles,
            serve.MaxTotalBytes);
        predict["requestBody"]!["content"]![PhotoBody.Multipart]!["schema"]!["properties"]!["photo"]!["maxItems"] = serve.MaxFiles;
        PredictOptions defaults = options.Value.Predict;
        JsonNode detector = predict["parameters"]![0]!["schema"]!;
        detector["enum"] = new JsonArray([.. serve.Detectors.Select(name => (JsonNode)name)]);
        detector["default"] = defaults.Detector;
        predict["parameters"]![1]!["schema"]!["default"] = defaults.UncertainBelow;
        bool hasKey = keys.Caller.IsNeeded || keys.Reviewer.IsNeeded;
        if (!keys.Caller.IsNeeded)
        {
            document.Remove("security");
        }

        foreach (JsonObject operation in paths.SelectMany(path => path.Value!.AsObject()).Select(one => one.Value!.AsObject()))
        {
            // Operations of reviewers name their security themselves.
            if (operation.ContainsKey("security") ? !hasKey : !keys.Caller.IsNeeded)
            {
                operation.Remove("security");
                operation["responses"]!.AsObject().Remove("401");
            }
        }

        if (!hasKey)
        {
            document["components"]!.AsObject().Remove("securitySchemes");
        }

        Json = document.ToJsonString();
    }

    /// <summary>The document as JSON.</summary>
    public string Json { get; }
}
