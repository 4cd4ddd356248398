using System.Text.Json;
using MaskML.Predict.Files;

namespace MaskML.Train.Data;

/// <summary>An annotated face.</summary>
/// <param name="Label">Its label, as the file writes it.</param>
/// <param name="Box">The face in pixels of the upright photo; it may extend beyond the photo.</param>
public sealed record AnnotatedFace(string Label, Rect Box);

/// <summary>A photo with annotated faces.</summary>
/// <param name="Photo">Path of the photo below its folder.</param>
/// <param name="Faces">The faces.</param>
public sealed record AnnotatedPhoto(string Photo, IReadOnlyList<AnnotatedFace> Faces)
{
    /// <summary>Regions without annotations: faces found there count neither as right nor as wrong.</summary>
    public IReadOnlyList<Rect> Ignored { get; init; } = [];

    /// <summary>The path of the photo, in a folder or in <c>photos/</c> below it.</summary>
    /// <param name="folder">The folder.</param>
    /// <returns>The path; the one below <c>photos/</c> if the photo is in neither place.</returns>
    public string PathIn(string folder)
    {
        string beside = Path.Combine(folder, Photo);
        return File.Exists(beside) ? beside : Path.Combine(folder, "photos", Photo);
    }
}

/// <summary>
/// Reads <c>annotations.json</c>: an array of <c>{"photo", "width", "height", "faces": [{"x","y","width","height","label"}]}</c>, boxes
/// in pixels of the upright photo. An entry may have <c>"ignore": [{"x","y","width","height"}]</c> for regions without annotations.
/// </summary>
public static class AnnotationFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "annotations.json";

    private const double MaxCoordinate = 1e6;

    /// <summary>Reads the photos with their faces, in the order of the file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InputException">The file cannot be read or is malformed; the message says where.</exception>
    public static IReadOnlyList<AnnotatedPhoto> Read(string path)
    {
        try
        {
            using FileStream stream = RegularFile.Open(path);
            using var document = JsonDocument.Parse(
                stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return [.. Items(document.RootElement, path, "the whole file").Select((entry, i) => Photo(entry, path, $"entry {i + 1}"))];
        }
        catch (JsonException e)
        {
            throw new InputException(
                $"'{path}' is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InputException($"'{path}' has text that is not valid UTF-8: {e.Message} Save it as UTF-8.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

    private static AnnotatedPhoto Photo(JsonElement entry, string path, string where)
    {
        string photo = Text(entry, "photo", path, where);
        if (photo.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(photo) || photo.Split('/', '\\').Contains(".."))
        {
            throw Malformed(path, where, $"photo is \"{photo}\"", "a file inside of the folder");
        }

        where = $"{where} (\"{photo}\")";
        return new AnnotatedPhoto(
            photo,
            [.. Items(Member(entry, "faces", path, where), path, $"{where}, faces")
                .Select((face, i) => Face(face, path, $"{where}, face {i + 1}"))])
        {
            Ignored = entry.TryGetProperty("ignore", out JsonElement ignored)
                ? [.. Items(ignored, path, $"{where}, ignore").Select((box, i) => Box(box, path, $"{where}, ignore {i + 1}"))]
                : [],
        };
    }

    private static AnnotatedFace Face(JsonElement face, string path, string where) => new(
        Text(face, "label", path, where), Box(face, path, where));

    private static Rect Box(JsonElement box, string path, string where) => new(
        Number(box, "x", path, where),
        Number(box, "y", path, where),
        Number(box, "width", path, where),
        Number(box, "height", path, where));

    private static JsonElement Member(JsonElement parent, string name, string path, string where) =>
        parent.ValueKind != JsonValueKind.Object ? throw Malformed(path, where, $"found {parent.ValueKind}", "an object")
        : parent.TryGetProperty(name, out JsonElement value) ? value
        : throw Malformed(path, where, $"\"{name}\" is missing", $"a member \"{name}\"");

    private static JsonElement[] Items(JsonElement value, string path, string where) =>
        value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray()]
            : throw Malformed(path, where, $"found {value.ValueKind}", "an array");

    private static string Text(JsonElement parent, string name, string path, string where)
    {
        JsonElement value = Member(parent, name, path, where);
        return value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text)
            ? text
            : throw Malformed(path, where, $"{name} is {value.GetRawText()}", "a text that is not empty");
    }

    private static int Number(JsonElement parent, string name, string path, string where)
    {
        JsonElement value = Member(parent, name, path, where);
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && Math.Abs(number) <= MaxCoordinate
            ? (int)Math.Round(number)
            : throw Malformed(path, where, $"{name} is {value.GetRawText()}", "a number of pixels");
    }

    private static InputException Malformed(string path, string where, string found, string expected) =>
        new($"'{path}', {where}: {found}; expected {expected}.");
}
