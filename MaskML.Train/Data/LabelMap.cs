using MaskML.Predict.Faces;

namespace MaskML.Train.Data;

/// <summary>Normalises labels, then renames or drops them according to <c>data.labels</c>.</summary>
internal sealed class LabelMap
{
    private readonly Dictionary<string, string?> renames = new(StringComparer.Ordinal);
    private readonly HashSet<string> unused;

    /// <summary>Reads the mapping.</summary>
    /// <exception cref="UsageException">Two keys normalise to the same label and have different values.</exception>
    public LabelMap(DataOptions config)
    {
        foreach ((string key, string? value) in config.Labels)
        {
            string name = LabelName.Normalize(key);
            string? target = value is null ? null : LabelName.Normalize(value);
            if (!renames.TryAdd(name, target) && renames[name] != target)
            {
                throw new UsageException(
                    $"data.labels maps '{name}' to both '{renames[name] ?? "null"}' and '{target ?? "null"}' (key '{key}'); "
                    + "keep one of the keys.");
            }
        }

        unused = [.. renames.Keys];
    }

    /// <summary>Keys that no label has matched so far.</summary>
    public IEnumerable<string> Unused => unused.Order(StringComparer.Ordinal);

    /// <summary>The label to train on; null if it is dropped.</summary>
    public string? Apply(string name)
    {
        string label = LabelName.Normalize(name);
        unused.Remove(label);
        return renames.TryGetValue(label, out string? target) ? target : label;
    }
}
