using System.IO.Hashing;
using System.Text.Json;
using MaskML.Predict.Faces;
using MaskML.Predict.Hosting;
using MaskML.Predict.Reloading;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MaskML.Serve.Models;

/// <summary><c>GET /v1/model</c>.</summary>
/// <param name="pool">Has the model.</param>
/// <param name="serve">Has the limits.</param>
/// <param name="options">Options of prediction.</param>
internal sealed class ModelEndpoint(MaskModelPool pool, ServeOptions serve, IOptions<MaskMLOptions> options)
{
    /// <summary>Where it is.</summary>
    public const string Path = "/v1/model";

    private static readonly string[] Detectors = [.. FaceDetectors.Names.Where(name => name != FaceDetectors.Auto)];

    private readonly MaskMLOptions prediction = options.Value;

    /// <summary>Answers a request; one that knows the answer already, by its ETag, gets 304.</summary>
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
        // Read once: it may be replaced meanwhile.
        LiveModelInfo? info = pool.Current;
        ModelHealth health = pool.Live.Health;
        return new ModelAnswer(
            System.IO.Path.GetFileNameWithoutExtension(prediction.Model),
            info?.Sha256,
            info?.Version ?? 0,
            info?.Since,
            info is not null,
            JsonNamingPolicy.CamelCase.ConvertName(health.State.ToString()),
            info?.Manifest?.Labels ?? [],
            info?.Manifest is { } manifest ? new BackboneAnswer(manifest.Backbone.Name, manifest.Backbone.Sha256) : null,
            info?.Manifest?.Crop,
            info?.Manifest?.Created,
            info?.Manifest?.Metrics,
            pool.BestDetector,
            prediction.Predict.Detector,
            [.. Detectors.Select(name => new DetectorAnswer(name, FaceDetectors.IsPresent(name, prediction.Detectors)))],
            prediction.Predict.UncertainBelow,
            health.LastFailure is { } failure ? new FaultAnswer(failure.At, Hide(failure.Reason), failure.Sha256) : null,
            LimitsAnswer.Of(serve));
    }

    // Where files lie on the server is nobody's business.
    private string Hide(string reason) => reason.Replace(prediction.Model, System.IO.Path.GetFileName(prediction.Model), StringComparison.Ordinal);
}
