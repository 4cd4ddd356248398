namespace MaskML.Synth.People;

/// <summary>Kinds of beards.</summary>
internal enum BeardKind
{
    /// <summary>Shaved.</summary>
    None,

    /// <summary>A shade of short hairs.</summary>
    Stubble,

    /// <summary>The lip only.</summary>
    Moustache,

    /// <summary>Lip and chin.</summary>
    Goatee,

    /// <summary>All of the lower face.</summary>
    Full,
}
