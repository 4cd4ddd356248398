using System.Text.Json.Serialization;

namespace MaskML.Serve.Contracts;

/// <summary>
/// Serializer of the service's JSON. Predictions are written by <c>PredictionLine</c>; their types are listed for the OpenAPI document.
/// </summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(PhotoAnswer))]
[JsonSerializable(typeof(PhotoFailure))]
internal sealed partial class ServeJson : JsonSerializerContext;
