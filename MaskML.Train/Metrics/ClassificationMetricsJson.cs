using System.Text.Json;
using System.Text.Json.Serialization;

namespace MaskML.Train.Metrics;

/// <summary>Writes the metrics of the table as members beside the others, and reads them back.</summary>
internal sealed class ClassificationMetricsJson : JsonConverter<ClassificationMetrics>
{
    /// <inheritdoc/>
    public override ClassificationMetrics Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        JsonElement json = document.RootElement;
        var metrics = new ClassificationMetrics
        {
            Count = Member<int>("count"),
            Distinct = json.TryGetProperty("distinct", out JsonElement distinct) ? distinct.GetInt32() : Member<int>("count"),
            Values = new OrderedDictionary<string, double>(
                json.EnumerateObject()
                    .Where(member => member.Value.ValueKind == JsonValueKind.Number && member.Name is not ("count" or "distinct"))
                    .Select(member => KeyValuePair.Create(member.Name, member.Value.GetDouble())),
                StringComparer.Ordinal),
            Confusion = Member<ConfusionMatrix>("confusion"),
            PerLabel = Member<OrderedDictionary<string, LabelMetrics>>("perLabel"),
            Interval95 = Member<OrderedDictionary<string, IReadOnlyList<double>>>("interval95"),
            Coverage = Member<IReadOnlyList<CoveragePoint>>("coverage"),
        };
        return metrics.Values.ContainsKey("accuracy") && metrics.Interval95.ContainsKey("accuracy")
            ? metrics
            : throw new JsonException("The accuracy or its interval is missing.");

        T Member<T>(string name) => json.TryGetProperty(name, out JsonElement member) && member.Deserialize<T>(options) is { } value
            ? value
            : throw new JsonException($"The member '{name}' is missing.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ClassificationMetrics value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("count", value.Count);
        writer.WriteNumber("distinct", value.Distinct);
        foreach ((string name, double number) in value.Values)
        {
            writer.WriteNumber(name, number);
        }

        Member("confusion", value.Confusion);
        Member("perLabel", value.PerLabel);
        Member("interval95", value.Interval95);
        Member("coverage", value.Coverage);
        writer.WriteEndObject();

        void Member<T>(string name, T member)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, member, options);
        }
    }
}
