using System.Text.Json.Serialization;
using MaskML.Serve.Health;
using MaskML.Serve.Models;
using MaskML.Serve.Prediction;

namespace MaskML.Serve;

/// <summary>What the service writes as JSON, and the shape of predictions, which have a writer of their own.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(PhotoAnswer))]
[JsonSerializable(typeof(PhotoFailure))]
internal sealed partial class ServeJson : JsonSerializerContext;
