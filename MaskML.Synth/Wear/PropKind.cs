namespace MaskML.Synth.Wear;

/// <summary>Kinds of things.</summary>
internal enum PropKind
{
    /// <summary>An open hand.</summary>
    Hand,

    /// <summary>A closed hand, as under a chin.</summary>
    Fist,

    /// <summary>A cup.</summary>
    Cup,

    /// <summary>A microphone.</summary>
    Microphone,

    /// <summary>A telephone at the ear.</summary>
    Phone,

    /// <summary>Somebody in front.</summary>
    Passer,
}
