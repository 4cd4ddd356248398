using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace MaskML.Predict.Photos;

/// <summary>Results as JSON lines, one photo a line.</summary>
public static class PredictionLine
{
    private const int ScoreDigits = 4;
    private const int TimeDigits = 2;

    // Names of files keep their letters; the lines go to programs, not into HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One result as one line of JSON, without the line's end.</summary>
    /// <param name="result">The result.</param>
    public static string Format(PhotoResult result) => Format(result, null, null);

    /// <summary>The same with further members: some after the faces, some at the end.</summary>
    public static string Format(PhotoResult result, Action<Utf8JsonWriter>? afterFaces, Action<Utf8JsonWriter>? atEnd)
    {
        ArgumentNullException.ThrowIfNull(result);
        return Line(result.Source, json =>
        {
            if (result.Prediction is null)
            {
                json.WriteString("error", result.Error);
            }
            else
            {
                Write(json, result.Prediction, afterFaces);
            }

            atEnd?.Invoke(json);
        });
    }

    /// <summary>A line that says something of a source.</summary>
    internal static string Line(string source, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("source", source);
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>What is said of a face, without the braces around it.</summary>
    internal static void WriteMembers(Utf8JsonWriter json, LabelledFace face, IReadOnlyList<string> labels)
    {
        json.WriteNumber("x", face.Face.Box.X);
        json.WriteNumber("y", face.Face.Box.Y);
        json.WriteNumber("width", face.Face.Box.Width);
        json.WriteNumber("height", face.Face.Box.Height);
        json.WriteNumber("detection", Rounded(face.Face.Score));
        json.WriteString("label", face.Label);
        json.WriteNumber("confidence", Rounded(face.Confidence));
        json.WriteBoolean("uncertain", face.Uncertain);
        json.WriteStartObject("scores");
        foreach ((string label, float score) in labels.Zip(face.Scores))
        {
            json.WriteNumber(label, Rounded(score));
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a member whose value becomes JSON as it is.</summary>
    internal static void Write<T>(Utf8JsonWriter json, string name, T value)
    {
        json.WritePropertyName(name);
        JsonSerializer.Serialize(json, value);
    }

    /// <summary>Which model spoke, and how long it took.</summary>
    internal static void WriteEnd(Utf8JsonWriter json, string model, PhotoTimings milliseconds)
    {
        json.WriteString("model", model);
        json.WriteStartObject("milliseconds");
        json.WriteNumber("decode", Math.Round(milliseconds.Decode, TimeDigits));
        json.WriteNumber("detect", Math.Round(milliseconds.Detect, TimeDigits));
        json.WriteNumber("classify", Math.Round(milliseconds.Classify, TimeDigits));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, PhotoPrediction photo, Action<Utf8JsonWriter>? afterFaces)
    {
        json.WriteNumber("width", photo.Width);
        json.WriteNumber("height", photo.Height);
        json.WriteStartArray("faces");
        foreach (LabelledFace face in photo.Faces)
        {
            json.WriteStartObject();
            WriteMembers(json, face, photo.Labels);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (photo.LeftOut > 0)
        {
            json.WriteNumber("leftOut", photo.LeftOut);
        }

        afterFaces?.Invoke(json);
        WriteEnd(json, photo.ModelSha256, photo.Milliseconds);
    }

    // As a double: 0.9 the float would be written with its binary tail.
    private static double Rounded(float score) => Math.Round((double)score, ScoreDigits);
}
