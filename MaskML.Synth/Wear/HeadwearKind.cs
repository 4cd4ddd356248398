namespace MaskML.Synth.Wear;

/// <summary>Kinds of headwear.</summary>
internal enum HeadwearKind
{
    /// <summary>A cap with a visor.</summary>
    Cap,

    /// <summary>Knitted, without a brim.</summary>
    Beanie,

    /// <summary>A scarf around head and neck that leaves the face free.</summary>
    Hijab,

    /// <summary>The hood of a jacket.</summary>
    Hood,

    /// <summary>A hat with a brim all around.</summary>
    Brim,

    /// <summary>A surgeon's cap.</summary>
    Surgical,
}
