using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using MaskML.Predict.Options;

namespace MaskML.Cli.Configuration;

/// <summary>A key of the configuration, with the rules that the record's property states in its type and attributes.</summary>
internal sealed class ConfigKey
{
    private ConfigKey(string path, Type type, NullabilityInfo? nullability, PropertyInfo? property)
    {
        Path = path;
        Description = (property?.GetCustomAttribute<DescriptionAttribute>() ?? type.GetCustomAttribute<DescriptionAttribute>())?.Description;
        Range = property?.GetCustomAttribute<RangeAttribute>();
        Allowed = property?.GetCustomAttribute<AllowedValuesAttribute>();
        FilePath = property?.GetCustomAttribute<ConfigPathAttribute>();
        Url = property?.GetCustomAttribute<ConfigUrlAttribute>();
        IsSecret = property?.GetCustomAttribute<ConfigSecretAttribute>() is not null;
        Nullable = nullability?.ReadState == NullabilityState.Nullable;
        Kind = KindOf(type);
        if (Kind == ConfigKind.Section)
        {
            Keys = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.SetMethod is not null)
                .Select(p => new ConfigKey(Join(path, JsonNamingPolicy.CamelCase.ConvertName(p.Name)), p.PropertyType, new NullabilityInfoContext().Create(p), p))];
        }
        else if (Kind is ConfigKind.List or ConfigKind.Map)
        {
            MinItems = property?.GetCustomAttribute<MinLengthAttribute>()?.Length ?? 0;
            Item = new ConfigKey(path, type.GetGenericArguments()[^1], nullability!.GenericTypeArguments[^1], property);
        }
    }

    /// <summary>The whole configuration.</summary>
    public static ConfigKey Root { get; } = new("", typeof(MaskMLConfig), null, null);

    /// <summary>Names from the top, joined by dots.</summary>
    public string Path { get; }

    /// <summary>The last of the names.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>What the key holds.</summary>
    public ConfigKind Kind { get; }

    /// <summary>Whether null is a value.</summary>
    public bool Nullable { get; }

    /// <summary>What the key is for.</summary>
    public string? Description { get; }

    /// <summary>Smallest and largest number, of each item in a list.</summary>
    public RangeAttribute? Range { get; }

    /// <summary>The only values allowed.</summary>
    public AllowedValuesAttribute? Allowed { get; }

    /// <summary>How the text is a path, or null where it is none.</summary>
    public ConfigPathAttribute? FilePath { get; }

    /// <summary>Which addresses the text may be, or null where it is none.</summary>
    public ConfigUrlAttribute? Url { get; }

    /// <summary>Whether no message and no file may show the value.</summary>
    public bool IsSecret { get; }

    /// <summary>Fewest items of a list.</summary>
    public int MinItems { get; }

    /// <summary>The rules of the items of a list or map.</summary>
    public ConfigKey? Item { get; }

    /// <summary>The keys of a section.</summary>
    public IReadOnlyList<ConfigKey> Keys { get; } = [];

    /// <summary>This key and all below it.</summary>
    public IEnumerable<ConfigKey> All() => Keys.SelectMany(k => k.All()).Prepend(this);

    /// <summary>The key of a section with a name, or null.</summary>
    public ConfigKey? Find(string name, StringComparison comparison = StringComparison.Ordinal) =>
        Keys.FirstOrDefault(k => k.Name.Equals(name, comparison));

    /// <summary>Joins two paths of keys.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    /// <summary>Says what is expected here.</summary>
    public override string ToString()
    {
        string what = Kind switch
        {
            ConfigKind.Section => "an object with the keys " + string.Join(", ", Keys.Select(k => k.Name)),
            ConfigKind.Map => $"an object that gives {Item} for each name",
            ConfigKind.List => $"a list of {(MinItems > 0 ? $"at least {MinItems} item{(MinItems > 1 ? "s" : "")}" : "items")}, each {Item}",
            ConfigKind.Flag => "true or false",
            _ when Allowed is not null => "one of " + string.Join(", ", Allowed.Values),
            ConfigKind.Text when Url is not null => Url.Expected,
            ConfigKind.Text => FilePath is null or { OrName: true } ? "a text" : "a path",
            ConfigKind.Whole => "a whole number",
            _ => "a number",
        };
        if (Range is not null && Kind is ConfigKind.Whole or ConfigKind.Number)
        {
            what += FormattableString.Invariant($" from {Range!.Minimum} to {Range.Maximum}");
        }

        return Nullable ? what + " or null" : what;
    }

    private static ConfigKind KindOf(Type type) =>
        type == typeof(string) ? ConfigKind.Text
        : type == typeof(int) ? ConfigKind.Whole
        : type == typeof(double) ? ConfigKind.Number
        : type == typeof(bool) ? ConfigKind.Flag
        : !type.IsGenericType ? ConfigKind.Section
        : type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? ConfigKind.List
        : type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? ConfigKind.Map
        : throw new NotSupportedException($"The configuration cannot hold {type}.");
}
