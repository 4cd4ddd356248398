namespace MaskML.Synth.People;

/// <summary>Kinds of hair.</summary>
internal enum HairKind
{
    /// <summary>None.</summary>
    Bald,

    /// <summary>Shorn.</summary>
    Buzz,

    /// <summary>Short.</summary>
    Short,

    /// <summary>Curly, standing off.</summary>
    Curly,

    /// <summary>Tied back.</summary>
    Tied,

    /// <summary>To the chin.</summary>
    Bob,

    /// <summary>To the shoulders and below.</summary>
    Long,
}
