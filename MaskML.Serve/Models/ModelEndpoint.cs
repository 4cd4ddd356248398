using System.IO.Hashing;
using System.Text.Json;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Reloading;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Models;

/// <summary><c>GET /v1/model</c>: describes the live model.</summary>
internal sealed class ModelEndpoint(MaskModelPool pool, ServeOptions serve, IOptions<MaskMLOptions> options)
{
    private readonly MaskMLOptions prediction = options.Value;

    /// <summary>Answers with the model, or with 304 if the request's If-None-Match has the ETag of the answer.</summary>
    public IResult Answer(HttpContext context)
    {
        ModelAnswer answer = Describe();
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(answer, ServeJson.Default.ModelAnswer);
        string tag = FormattableString.Invariant($"\"{answer.Sha256}-{XxHash64.HashToUInt64(json):x16}\"");
        context.Response.Headers.CacheControl = "no-cache";
        return TypedResults.Bytes(json, "application/json; charset=utf-8", entityTag: new EntityTagHeaderValue(tag));
    }

    private ModelAnswer Describe()
    {
        // Read once, since the model may be replaced at any time.
        LiveModelInfo? info = pool.Current;
        ModelHealth health = pool.Live.Health;
        return new ModelAnswer(
            Path.GetFileNameWithoutExtension(prediction.Model) ?? "maskml",
            info?.Sha256,
            info?.Version ?? 0,
            info?.Since,
            info is not null,
            JsonNamingPolicy.CamelCase.ConvertName(health.State.ToString()),
            info?.Manifest?.Labels ?? [],
            info?.Manifest?.Backbone is { } backbone ? new BackboneAnswer(backbone.Name, backbone.Sha256) : null,
            info?.Manifest?.Crop,
            info?.Manifest?.Created,
            info?.Manifest?.Metrics,
            pool.BestDetector,
            prediction.Predict.Detector,
            [.. serve.Detectors.Where(name => name != FaceDetectors.Auto)
                .Select(name => new DetectorAnswer(name, FaceDetectors.IsPresent(name, prediction.Detectors)))],
            prediction.Predict.UncertainBelow,
            health.LastFailure is { } failure ? new FaultAnswer(failure.At, WithoutFolder(failure.Reason), failure.Sha256) : null,
            LimitsAnswer.Of(serve));
    }

    // Removes the folder from the message, since callers should not see paths of the server.
    private string WithoutFolder(string reason) =>
        prediction.Model is { } file ? reason.Replace(file, Path.GetFileName(file), StringComparison.Ordinal) : reason;
}
