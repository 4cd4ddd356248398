using MaskML.Predict.Errors;
using MaskML.Predict.Faces;

namespace MaskML.Train.Data;

/// <summary>Normalises labels, then renames or drops them as <c>data.labels</c> says.</summary>
internal sealed class LabelMap
{
    private readonly Dictionary<string, string?> _renames = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unused;

    /// <summary>Reads the mapping.</summary>
    /// <exception cref="UsageException">Two keys mean the same label and say different things.</exception>
    public LabelMap(DataOptions config)
    {
        foreach ((string key, string? value) in config.Labels)
        {
            string name = LabelName.Normalize(key);
            string? target = value is null ? null : LabelName.Normalize(value);
            if (!_renames.TryAdd(name, target) && _renames[name] != target)
            {
                throw new UsageException(
                    $"data.labels maps '{name}' to both '{_renames[name] ?? "null"}' and '{target ?? "null"}' (key '{key}'); keep one of the keys.");
            }
        }

        _unused = [.. _renames.Keys];
    }

    /// <summary>Keys that no label has had so far.</summary>
    public IEnumerable<string> Unused => _unused.Order(StringComparer.Ordinal);

    /// <summary>The label to train on; null where it is dropped.</summary>
    public string? Apply(string name)
    {
        string label = LabelName.Normalize(name);
        _unused.Remove(label);
        return _renames.TryGetValue(label, out string? target) ? target : label;
    }
}
