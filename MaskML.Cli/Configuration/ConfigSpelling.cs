namespace MaskML.Cli.Configuration;

/// <summary>Suggests keys for a mistyped one.</summary>
internal static class ConfigSpelling
{
    /// <summary>Suggests the nearest key, or lists the keys of the section.</summary>
    public static string Advise(ConfigKey section, string name)
    {
        string path = ConfigKey.Join(section.Path, name).ToLowerInvariant();
        string last = path[(path.LastIndexOf('.') + 1)..];
        (ConfigKey? near, int distance) = ConfigKey.Root.All().Skip(1).Concat(section.Keys).Where(k => k != section)
            .Select(k => (Key: k, Distance: Distance(path, last, k)))
            .MinBy(k => k.Distance);
        return distance <= Math.Max(2, last.Length / 2) ? near!.Path + " perhaps"
            : section.Keys.Count > 0 ? "one of " + string.Join(", ", section.Keys.Select(k => k.Name))
            : "nothing below " + section.Path;
    }

    // A correct name in a wrong section counts as one wrong letter.
    private static int Distance(string path, string last, ConfigKey key) =>
        Math.Min(Distance(path, key.Path.ToLowerInvariant()), Distance(last, key.Name.ToLowerInvariant()) + 1);

    // Levenshtein distance, one row at a time.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, 1 + Math.Min(row[j], row[j - 1]));
            }
        }

        return row[^1];
    }
}
