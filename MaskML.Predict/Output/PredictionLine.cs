using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using MaskML.Predict.Faces;

namespace MaskML.Predict.Output;

/// <summary>Results as JSON lines, one photo a line.</summary>
public static class PredictionLine
{
    private const int ScoreDigits = 4;
    private const int TimeDigits = 2;

    // Names of files keep their letters; the lines go to programs, not into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One result as one line of JSON, without the line's end.</summary>
    /// <param name="result">The result.</param>
    public static string Format(PhotoResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("source", result.Source);
            if (result.Prediction is null)
            {
                json.WriteString("error", result.Error);
            }
            else
            {
                Write(json, result.Prediction);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, PhotoPrediction photo)
    {
        json.WriteNumber("width", photo.Width);
        json.WriteNumber("height", photo.Height);
        json.WriteStartArray("faces");
        foreach (LabelledFace face in photo.Faces)
        {
            Write(json, face, photo.Labels);
        }

        json.WriteEndArray();
        json.WriteString("model", photo.ModelSha256);
        json.WriteStartObject("milliseconds");
        json.WriteNumber("decode", Math.Round(photo.Milliseconds.Decode, TimeDigits));
        json.WriteNumber("detect", Math.Round(photo.Milliseconds.Detect, TimeDigits));
        json.WriteNumber("classify", Math.Round(photo.Milliseconds.Classify, TimeDigits));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LabelledFace face, IReadOnlyList<string> labels)
    {
        json.WriteStartObject();
        json.WriteNumber("x", face.Face.Box.X);
        json.WriteNumber("y", face.Face.Box.Y);
        json.WriteNumber("width", face.Face.Box.Width);
        json.WriteNumber("height", face.Face.Box.Height);
        json.WriteNumber("detection", Rounded(face.Face.Score));
        json.WriteString("label", face.Label);
        json.WriteNumber("confidence", Rounded(face.Confidence));
        json.WriteBoolean("uncertain", face.Uncertain);
        json.WriteStartObject("scores");
        for (int i = 0; i < labels.Count; i++)
        {
            json.WriteNumber(labels[i], Rounded(face.Scores[i]));
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // As a double: 0.9 the float would be written with its binary tail.
    private static double Rounded(float score) => Math.Round((double)score, ScoreDigits);
}
