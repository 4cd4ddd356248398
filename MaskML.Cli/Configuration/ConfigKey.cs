using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using MaskML.Predict.Options;

namespace MaskML.Cli.Configuration;

/// <summary>A key of the configuration, with the rules given by the type and the attributes of the record's property.</summary>
internal sealed class ConfigKey
{
    // Before the root, which needs it.
    private static readonly NullabilityInfoContext Context = new();

    private ConfigKey(string path, Type type, NullabilityInfo? nullability, PropertyInfo? property)
    {
        Path = path;
        Type = type;
        Property = property;
        Attribute[] rules = property is null ? [] : Attribute.GetCustomAttributes(property);
        Range = rules.OfType<RangeAttribute>().FirstOrDefault();
        Allowed = rules.OfType<AllowedValuesAttribute>().FirstOrDefault();
        FilePath = rules.OfType<ConfigPathAttribute>().FirstOrDefault();
        Url = rules.OfType<ConfigUrlAttribute>().FirstOrDefault();
        IsSecret = rules.OfType<ConfigSecretAttribute>().Any();
        Nullable = nullability?.ReadState == NullabilityState.Nullable;
        Kind = KindOf(type);
        if (Kind == ConfigKind.Section)
        {
            Keys = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(p => p.SetMethod is not null)
                .Select(p => Of(path, p))];
        }
        else if (Kind is ConfigKind.List or ConfigKind.Map)
        {
            MinItems = rules.OfType<MinLengthAttribute>().FirstOrDefault()?.Length ?? 0;
            Item = new ConfigKey(path, type.GetGenericArguments()[^1], nullability!.GenericTypeArguments[^1], property);
        }
    }

    /// <summary>The root, which is the whole configuration.</summary>
    public static ConfigKey Root { get; } = new("", typeof(MaskMLConfig), null, null);

    /// <summary>Names from the root, joined by dots.</summary>
    public string Path { get; }

    /// <summary>The last name.</summary>
    public string Name => Path[(Path.LastIndexOf('.') + 1)..];

    /// <summary>Type of the value.</summary>
    public Type Type { get; }

    /// <summary>The kind of value.</summary>
    public ConfigKind Kind { get; }

    /// <summary>Whether null is allowed.</summary>
    public bool Nullable { get; }

    /// <summary>The property; null for the root.</summary>
    public PropertyInfo? Property { get; }

    /// <summary>Range of the number, or of each item of a list.</summary>
    public RangeAttribute? Range { get; }

    /// <summary>The only values allowed.</summary>
    public AllowedValuesAttribute? Allowed { get; }

    /// <summary>The rules of a path; null for other texts.</summary>
    public ConfigPathAttribute? FilePath { get; }

    /// <summary>The rules of a URL; null for other texts.</summary>
    public ConfigUrlAttribute? Url { get; }

    /// <summary>Whether the value is kept out of messages and files.</summary>
    public bool IsSecret { get; }

    /// <summary>Minimum number of items of a list.</summary>
    public int MinItems { get; }

    /// <summary>The rules of the items of a list or map.</summary>
    public ConfigKey? Item { get; }

    /// <summary>The rules of a list's items that are objects with known keys; null for other values.</summary>
    public ConfigKey? Record => Kind == ConfigKind.List && Item!.Kind == ConfigKind.Section ? Item : null;

    /// <summary>The keys of a section.</summary>
    public IReadOnlyList<ConfigKey> Keys { get; } = [];

    /// <summary>This key and all its descendants.</summary>
    public IEnumerable<ConfigKey> All() => Keys.SelectMany(k => k.All()).Prepend(this);

    /// <summary>Finds the key of a section by its name.</summary>
    public ConfigKey? Find(string name, StringComparison comparison = StringComparison.Ordinal) =>
        Keys.FirstOrDefault(k => k.Name.Equals(name, comparison));

    /// <summary>Joins a path and a name.</summary>
    public static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    /// <summary>Describes the expected value.</summary>
    public override string ToString()
    {
        string what = Kind switch
        {
            ConfigKind.Section => "an object with the keys " + string.Join(", ", Keys.Select(k => k.Name)),
            ConfigKind.Map => $"an object that gives {Item} for each name",
            ConfigKind.List => $"a list of {Items()}, each {Item}",
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

    private static ConfigKey Of(string section, PropertyInfo property)
    {
        string path = Join(section, JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        NullabilityInfo? nullability = property.PropertyType.IsValueType ? null : Context.Create(property);
        return new ConfigKey(path, property.PropertyType, nullability, property);
    }

    private string Items() => MinItems switch { 0 => "items", 1 => "at least 1 item", _ => $"at least {MinItems} items" };

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
