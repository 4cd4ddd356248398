using System.Text.Json;
using System.Text.Json.Serialization;

namespace MaskML.Serve.Review;

/// <summary>Serializer of what a review stores.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReviewCrop))]
[JsonSerializable(typeof(ReviewEntry))]
internal sealed partial class ReviewJson : JsonSerializerContext;
