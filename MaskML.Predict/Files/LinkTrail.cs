namespace MaskML.Predict.Files;

/// <summary>
/// The target of a path after all symbolic links are resolved, and every folder entry that can change the target. Kubernetes updates
/// a ConfigMap by swapping a link to a folder; the folder of the mounted file itself never changes.
/// </summary>
/// <param name="Target">The resolved path; the file need not exist.</param>
/// <param name="Entries">The links that were followed, and the file itself.</param>
internal sealed record LinkTrail(string Target, IReadOnlyList<LinkTrail.Entry> Entries)
{
    private const int MaxLinks = 40; // The limit of the Linux kernel; more links are a cycle.

    /// <summary>An entry of a folder.</summary>
    /// <param name="Folder">The resolved path of the folder.</param>
    /// <param name="Name">Name of the entry.</param>
    internal readonly record struct Entry(string Folder, string Name);

    /// <summary>Resolves the symbolic links of a path.</summary>
    /// <param name="path">The path of a file.</param>
    public static LinkTrail Follow(string path)
    {
        string full = Path.GetFullPath(path);
        string current = Path.GetPathRoot(full)!;
        Stack<string> pending = Push(new Stack<string>(), full[current.Length..]);
        var entries = new List<Entry>();
        while (pending.TryPop(out string? name))
        {
            if (name == "..")
            {
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }

            string next = Path.Combine(current, name);
            if (entries.Count < MaxLinks && new FileInfo(next).LinkTarget is { } link)
            {
                entries.Add(new Entry(current, name));
                string root = Path.GetPathRoot(link) ?? "";
                current = root.Length > 0 ? root : current;
                Push(pending, link[root.Length..]);
                continue;
            }

            current = next;
        }

        entries.Add(new Entry(Path.GetDirectoryName(current) ?? current, Path.GetFileName(current)));
        return new LinkTrail(current, entries);
    }

    private static Stack<string> Push(Stack<string> pending, string relative)
    {
        string[] names = relative.Split(
            [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names.Where(name => name != ".").Reverse())
        {
            pending.Push(name);
        }

        return pending;
    }
}
