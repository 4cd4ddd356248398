namespace MaskML.Predict.Reloading;

/// <summary>
/// Where a path leads through symbolic links, and every folder entry on the way whose change can make it lead elsewhere. Kubernetes
/// publishes a ConfigMap by swapping a link to a folder that the file's own link goes through: the file's folder never changes.
/// </summary>
/// <param name="Target">The file in the end, without links on the way; it need not exist.</param>
/// <param name="Entries">The links on the way, and the file itself.</param>
internal sealed record LinkTrail(string Target, IReadOnlyList<LinkTrail.Entry> Entries)
{
    private const int MostLinks = 40; // As the kernel has it: more are a circle.

    /// <summary>An entry of a folder.</summary>
    /// <param name="Folder">The folder, without links on the way.</param>
    /// <param name="Name">The entry's name in it.</param>
    internal readonly record struct Entry(string Folder, string Name);

    /// <summary>Follows a path.</summary>
    /// <param name="path">The path of a file.</param>
    public static LinkTrail Follow(string path)
    {
        string full = Path.GetFullPath(path);
        string at = Path.GetPathRoot(full)!;
        Stack<string> ahead = Push(new Stack<string>(), full[at.Length..]);
        var entries = new List<Entry>();
        while (ahead.TryPop(out string? name))
        {
            if (name == "..")
            {
                at = Path.GetDirectoryName(at) ?? at;
                continue;
            }

            string next = Path.Combine(at, name);
            if (entries.Count < MostLinks && new FileInfo(next).LinkTarget is { } link)
            {
                entries.Add(new Entry(at, name));
                string root = Path.GetPathRoot(link) ?? "";
                at = root.Length > 0 ? root : at;
                Push(ahead, link[root.Length..]);
                continue;
            }

            at = next;
        }

        entries.Add(new Entry(Path.GetDirectoryName(at) ?? at, Path.GetFileName(at)));
        return new LinkTrail(at, entries);
    }

    private static Stack<string> Push(Stack<string> ahead, string relative)
    {
        string[] names = relative.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in names.Where(name => name != ".").Reverse())
        {
            ahead.Push(name);
        }

        return ahead;
    }
}
