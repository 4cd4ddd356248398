using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MaskML.Predict.Faces;

namespace MaskML.Cli.Evaluation;

/// <summary>An evaluation as JSON.</summary>
internal static class FaceMetricsJson
{
    private static readonly JsonWriterOptions Options = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Formats an evaluation.</summary>
    public static string Format(PhotoEvaluation evaluation)
    {
        FaceMetrics metrics = evaluation.Metrics;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Options))
        {
            json.WriteStartObject();
            json.WriteString("detector", evaluation.Detector);
            json.WriteString("model", evaluation.ModelSha256);
            json.WriteNumber("photos", metrics.Photos);
            json.WriteNumber("faces", metrics.Faces);
            json.WriteNumber("minSize", evaluation.MinSize);
            json.WriteStartObject("detection");
            Write(json, "recall", metrics.Recall);
            Write(json, "precision", metrics.Precision);
            json.WriteNumber("falseInsideFaces", metrics.FalseInsideFaces);
            json.WriteNumber("falseElsewhere", metrics.FalseElsewhere);
            json.WriteStartObject("recallBySize");
            foreach ((string label, IReadOnlyDictionary<string, double?> sizes) in metrics.RecallBySize)
            {
                json.WriteStartObject(label);
                foreach (string size in FaceSize.Classes)
                {
                    Write(json, size, sizes[size]);
                }

                json.WriteEndObject();
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteStartObject("labels");
            Write(json, "accuracy", metrics.LabelAccuracy);
            Write(json, "macroAccuracy", metrics.MacroLabelAccuracy);
            json.WriteEndObject();
            json.WriteStartObject("endToEnd");
            foreach ((string label, LabelScore score) in metrics.EndToEnd)
            {
                json.WriteStartObject(label);
                json.WriteNumber("precision", score.Precision);
                json.WriteNumber("recall", score.Recall);
                json.WriteNumber("f1", score.F1);
                json.WriteEndObject();
            }

            Write(json, "macroF1", metrics.MacroF1);
            json.WriteEndObject();
            json.WriteNumber("millisecondsPerPhoto", Math.Round(evaluation.MillisecondsPerPhoto, 2));
            json.WriteStartArray("failed");
            foreach (string photo in evaluation.Failed)
            {
                json.WriteStringValue(photo);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void Write(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
