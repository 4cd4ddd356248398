using System.Text.Json;
using MaskML.Predict.Errors;
using OpenCvSharp;

namespace MaskML.Train.Data;

/// <summary>
/// Reads <c>annotations.json</c>: an array of <c>{"photo", "width", "height", "faces": [{"x","y","width","height","label"}]}</c>, boxes
/// in pixels of the upright photo. Photos lie beside it or in <c>photos/</c>.
/// </summary>
internal static class AnnotationFile
{
    /// <summary>Name of the file.</summary>
    public const string Name = "annotations.json";

    private const double Farthest = 1e6;

    /// <summary>Whether a folder is annotated.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, Name));

    /// <summary>Reads the photos of a source with their faces.</summary>
    /// <exception cref="InputException">The file is malformed; the message says where.</exception>
    public static IReadOnlyList<ImageFile> Read(
        string root, int source, FolderWalker walker, LabelMap labels, List<SkippedFile> skipped, List<string> notes)
    {
        var files = new Dictionary<string, ImageFile>(StringComparer.Ordinal);
        (int withoutFaces, int dropped) = (0, 0);
        foreach ((string photo, IReadOnlyList<Target> faces) in Parse(Path.Combine(root, Name)))
        {
            string beside = Path.Combine(root, photo);
            string path = File.Exists(beside) ? beside : Path.Combine(root, "photos", photo);
            string relative = walker.Relative(path);
            var targets = new List<Target>();
            foreach (Target face in faces)
            {
                string? label = labels.Apply(face.Label);
                if (label is null)
                {
                    dropped++;
                }
                else if (face.Box is not { Width: > 0, Height: > 0 } box)
                {
                    skipped.Add(new SkippedFile(relative, $"the {label} box {Describe(face.Box!.Value)} has no area", source));
                }
                else
                {
                    targets.Add(new Target(label, box));
                }
            }

            if (!File.Exists(path))
            {
                skipped.Add(new SkippedFile(relative, $"{Name} names it, but there is no such file, nor one beside {Name}", source));
            }
            else if (files.TryGetValue(relative, out ImageFile? earlier))
            {
                files[relative] = earlier with { Targets = [.. earlier.Targets, .. targets] };
            }
            else if (targets.Count > 0)
            {
                files[relative] = new ImageFile(path, relative, source, null, targets);
            }
            else
            {
                withoutFaces++;
            }
        }

        int unnamed = walker.Images(root).Count(path => !files.ContainsKey(walker.Relative(path))) - withoutFaces;
        Note(dropped, "annotated faces were left out, because data.labels maps their label to null.");
        Note(withoutFaces, "photos have no face to use.");
        Note(unnamed, $"photos are not in {Name} and were ignored.");
        return [.. files.Values];

        void Note(int count, string text)
        {
            if (count > 0)
            {
                notes.Add($"{root}: {count} {text}");
            }
        }
    }

    /// <summary>Box as in messages.</summary>
    public static string Describe(Rect box) => $"x {box.X}, y {box.Y}, width {box.Width}, height {box.Height}";

    private static List<(string Photo, IReadOnlyList<Target> Faces)> Parse(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using var document = JsonDocument.Parse(
                stream, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return [.. Items(document.RootElement, path, "the whole file").Select((entry, i) => Photo(entry, path, $"entry {i + 1}"))];
        }
        catch (JsonException e)
        {
            throw new InputException(
                $"'{path}' is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}): {e.Message} Mend it, or remove it to use label folders.", e);
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

    private static (string Photo, IReadOnlyList<Target> Faces) Photo(JsonElement entry, string path, string where)
    {
        string photo = Text(entry, "photo", path, where);
        if (photo.Contains('\0', StringComparison.Ordinal) || Path.IsPathRooted(photo) || photo.Split('/', '\\').Contains(".."))
        {
            throw Malformed(path, where, $"photo is \"{photo}\"", "a file inside of the folder");
        }

        where = $"{where} (\"{photo}\")";
        return (photo, [.. Items(Member(entry, "faces", path, where), path, $"{where}, faces").Select((face, i) => Face(face, path, $"{where}, face {i + 1}"))]);
    }

    private static Target Face(JsonElement face, string path, string where) => new(
        Text(face, "label", path, where),
        new Rect(
            Number(face, "x", path, where),
            Number(face, "y", path, where),
            Number(face, "width", path, where),
            Number(face, "height", path, where)));

    private static JsonElement Member(JsonElement parent, string name, string path, string where) =>
        parent.ValueKind != JsonValueKind.Object ? throw Malformed(path, where, $"found {parent.ValueKind}", "an object")
        : parent.TryGetProperty(name, out JsonElement value) ? value
        : throw Malformed(path, where, $"\"{name}\" is missing", $"a member \"{name}\"");

    private static JsonElement[] Items(JsonElement value, string path, string where) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw Malformed(path, where, $"found {value.ValueKind}", "an array");

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
        return value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && Math.Abs(number) <= Farthest
            ? (int)Math.Round(number)
            : throw Malformed(path, where, $"{name} is {value.GetRawText()}", "a number of pixels");
    }

    private static InputException Malformed(string path, string where, string found, string expected) =>
        new($"'{path}', {where}: {found}; expected {expected}.");
}
