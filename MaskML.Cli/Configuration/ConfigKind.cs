namespace MaskML.Cli.Configuration;

/// <summary>What a key holds.</summary>
internal enum ConfigKind
{
    /// <summary>Further keys.</summary>
    Section,

    /// <summary>Texts by names that the user chooses.</summary>
    Map,

    /// <summary>Several values of one kind.</summary>
    List,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Flag,
}
