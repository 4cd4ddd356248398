using System.Text.Json.Serialization;

namespace MaskML.Serve.Contracts;

/// <summary>Serializer of the service's JSON. Predictions are written by <c>PredictionLine</c>.</summary>
[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ModelAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(IReadOnlyList<CameraAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<CountAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<ReceiverAnswer>))]
[JsonSerializable(typeof(ReviewCropsAnswer))]
[JsonSerializable(typeof(ReviewCropAnswer[]))]
[JsonSerializable(typeof(ReviewFiguresAnswer))]
[JsonSerializable(typeof(RunsAnswer))]
[JsonSerializable(typeof(RunDetailAnswer))]
[JsonSerializable(typeof(ComparisonAnswer))]
[JsonSerializable(typeof(IReadOnlyList<PromotionAnswer>))]
[JsonSerializable(typeof(TrainingAnswer))]
[JsonSerializable(typeof(TrainingsAnswer))]
[JsonSerializable(typeof(WorkerLine))]
internal sealed partial class ServeJson : JsonSerializerContext;
