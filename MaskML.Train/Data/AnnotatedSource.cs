namespace MaskML.Train.Data;

/// <summary>A source with an <c>annotations.json</c>; its photos are beside that file or in <c>photos/</c>.</summary>
internal static class AnnotatedSource
{
    /// <summary>Whether a folder is annotated.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, AnnotationFile.Name));

    /// <summary>Reads the photos of a source with their faces.</summary>
    /// <exception cref="InputException">The file is malformed; the message says where.</exception>
    public static IReadOnlyList<ImageFile> Read(
        string root, int source, FolderWalker walker, LabelMap labels, List<SkippedFile> skipped, List<string> notes)
    {
        var files = new Dictionary<string, ImageFile>(StringComparer.Ordinal);
        (int withoutFaces, int dropped) = (0, 0);
        foreach (AnnotatedPhoto photo in AnnotationFile.Read(Path.Combine(root, AnnotationFile.Name)))
        {
            string path = photo.PathIn(root);
            string relative = walker.Relative(path);
            var targets = new List<Target>();
            foreach (AnnotatedFace face in photo.Faces)
            {
                string? label = labels.Apply(face.Label);
                if (label is null)
                {
                    dropped++;
                }
                else if (face.Box is not { Width: > 0, Height: > 0 })
                {
                    skipped.Add(new SkippedFile(relative, $"the {label} box {Describe(face.Box)} has no area", source));
                }
                else
                {
                    targets.Add(new Target(label, face.Box));
                }
            }

            if (!File.Exists(path))
            {
                string reason = $"{AnnotationFile.Name} names it, but there is no such file, nor one beside {AnnotationFile.Name}";
                skipped.Add(new SkippedFile(relative, reason, source));
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
        Note(unnamed, $"photos are not in {AnnotationFile.Name} and were ignored.");
        return [.. files.Values];

        void Note(int count, string text)
        {
            if (count > 0)
            {
                notes.Add($"{root}: {count} {text}");
            }
        }
    }

    /// <summary>A box as messages write it.</summary>
    public static string Describe(Rect box) => $"x {box.X}, y {box.Y}, width {box.Width}, height {box.Height}";
}
