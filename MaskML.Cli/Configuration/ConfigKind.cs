namespace MaskML.Cli.Configuration;

/// <summary>The kind of a key's value.</summary>
internal enum ConfigKind
{
    /// <summary>An object with known keys.</summary>
    Section,

    /// <summary>An object whose keys the user chooses.</summary>
    Map,

    /// <summary>An array.</summary>
    List,

    /// <summary>A string.</summary>
    Text,

    /// <summary>An integer.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A Boolean.</summary>
    Flag,
}
