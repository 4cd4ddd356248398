namespace MaskML.Synth.Wear;

/// <summary>Kinds of masks.</summary>
internal enum MaskKind
{
    /// <summary>Pleated and thin, with ear loops.</summary>
    Surgical,

    /// <summary>Sewn of cloth.</summary>
    Cloth,

    /// <summary>FFP2, N95: stiff, standing off the face.</summary>
    Respirator,

    /// <summary>A scarf or bandana pulled over the nose.</summary>
    Scarf,
}
